import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** A complete file of a checkpoint folder, as it was when it was looked at. */
export interface CheckpointFileOnDisk {
  /** Below the folder, with slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Differs when the file was written again. */
  readonly version: string;
}

/**
 * The plain files of a checkpoint folder, at any depth, in the order of their paths: without those that are being written
 * (a name that begins with a dot, or has the ending `.tmp` or `.part`) and without links, sockets and the like.
 */
export async function listCheckpointFiles(folder: string): Promise<readonly CheckpointFileOnDisk[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files: CheckpointFileOnDisk[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const whole = join(entry.parentPath, entry.name);
    const path = whole.slice(folder.length + 1).replaceAll("\\", "/");
    if (path.split("/").some(isUnfinished)) continue;
    const facts = await lstat(whole).catch(() => null); // a trainer removes old ones meanwhile
    if (facts?.isFile() === true)
      files.push({ path, sizeBytes: facts.size, version: `${facts.ino}:${facts.size}:${facts.mtimeMs}` });
  }
  return files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

const isUnfinished = (name: string): boolean => name.startsWith(".") || /\.(?:tmp|part)(?:[-.]|$)/u.test(name);
