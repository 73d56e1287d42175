import { createHash } from "node:crypto";
import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const WORKSPACE = fileURLToPath(new URL("..", import.meta.url));

/**
 * Of the files that match, tests left out, by name and content: what was built from them is out of date when it changes.
 *
 * @param patterns - from the workspace's root.
 * @returns SHA-256, in hexadecimal digits.
 */
export async function digestOfFiles(patterns: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  const paths: string[] = [];
  for await (const entry of glob(patterns, { cwd: WORKSPACE, withFileTypes: true })) {
    if (entry.isFile() && !entry.name.includes(".test.")) paths.push(`${entry.parentPath}/${entry.name}`);
  }
  for (const path of paths.toSorted()) {
    const content = await readFile(path).catch(unlessGone);
    if (content !== null) hash.update(`${path.slice(WORKSPACE.length)}\n`).update(content);
  }
  return hash.digest("hex");
}

/** An editor, or a test, may take a file away while the others are read. */
function unlessGone(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
  throw error;
}
