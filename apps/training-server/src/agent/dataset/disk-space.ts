import { statfs } from "node:fs/promises";
import { AttemptFault } from "../attempt/attempt-fault.ts";

const MIB = 1024 ** 2;
/** For the model, checkpoints and logs, which nobody can foretell. */
const RESERVE_BYTES = 64 * MIB;

/** Bytes that may still be written where the folder lies. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * Refuses before anything is downloaded: the dataset lies on the disk twice for a moment, as it was uploaded and as trainers read it.
 *
 * @throws AttemptFault `disk_full`
 */
export function requireDiskSpace(free: number, datasetBytes: number): void {
  const needed = 2 * datasetBytes + RESERVE_BYTES;
  if (free >= needed) return;
  const inMib = (bytes: number): string => `${Math.ceil(bytes / MIB)} MiB`;
  throw new AttemptFault(
    "disk_full",
    `The training server has ${inMib(free)} of free disk, this dataset needs ${inMib(needed)}. Give the machine a larger disk.`,
  );
}
