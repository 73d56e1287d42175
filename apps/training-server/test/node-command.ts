/** What a Node program compiles is found again by the next start of it; vitest's configuration names the folder. */
export const COMPILE_CACHE = { NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? "" };

/** Node, for a TypeScript program as a trainer. Its environment is the contract's, so the cache is named on its command line. */
export const NODE_COMMAND = [
  "/usr/bin/env",
  `NODE_COMPILE_CACHE=${COMPILE_CACHE.NODE_COMPILE_CACHE}`,
  process.execPath,
  "--conditions=@flash/source",
] as const;
