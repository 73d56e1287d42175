import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Makes sure that one process at a time has the folder open: two would overwrite each other's journal. A lock whose process
 * is gone, killed for instance, counts for nothing.
 *
 * @returns what gives the folder back.
 * @throws Error naming the process that has it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, "lock");
  const owner = Number(await readFile(file, "utf8").catch(() => ""));
  if (owner > 0 && owner !== process.pid && isAlive(owner))
    throw new Error(
      `${folder} is in use by process ${owner}. Stop it, choose another folder, or delete ${file} if it is none of ours.`,
    );
  if (held.has(file)) throw new Error(`${folder} is in use by this very process. Close the other S3 first.`);
  held.add(file);
  await writeFile(file, `${process.pid}`);
  return async () => {
    held.delete(file);
    await rm(file, { force: true });
  };
}

/** Folders that this process has open. */
const held = new Set<string>();

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is alive although it may not be signalled.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
