import { execFile } from "node:child_process";
import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** In the folder that is packed, and in dist/. */
export const ARCHIVE = "flash-agent.tar.gz";

/**
 * Puts the Node that runs this build beside the programs.
 *
 * @returns what is to be said when it would not run on a training machine; null when it would.
 */
export function addRuntime(folder: string): string | null {
  if (process.platform !== "linux" || process.arch !== "x64") {
    return `Built on ${process.platform} ${process.arch}: the archive has no Node, and images can be decoded on such machines only. Build on Linux x64 for EC2.`;
  }
  copyFileSync(process.execPath, join(folder, "node"));
  return null;
}

/** Packs programs, runtime and packages. Source maps are as large again, and the agent tells stacks without them. */
export async function packArchive(folder: string, compression: "gzip" | "none"): Promise<string> {
  const packed = readdirSync(folder).filter(
    (name) => name === "node" || name === "node_modules" || name.endsWith(".mjs"),
  );
  const archive = join(folder, ARCHIVE);
  const how = compression === "gzip" ? "-czf" : "-cf";
  await promisify(execFile)("tar", [how, archive, "-C", folder, ...packed]);
  return archive;
}
