/** Where each function's handler module lies, for whoever deploys or runs it. */
export const S3_TRIGGERS = {
  start: new URL("start.ts", import.meta.url),
  stop: new URL("stop.ts", import.meta.url),
  sweep: new URL("sweep.ts", import.meta.url),
} as const;
