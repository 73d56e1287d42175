import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The data folder belongs to a platform that is running. */
export class FolderInUse extends Error {
  constructor(folder: string, file: string, pid: number) {
    super(
      `${folder} is in use by process ${pid}: stop it, choose another folder, or delete ${file} if that process is none of ours`,
    );
    this.name = "FolderInUse";
  }
}

/**
 * Makes sure that one process at a time has the folder open: two would overwrite each other's journal. A lock whose process
 * is gone, killed for instance, counts for nothing.
 *
 * @returns what gives the folder back.
 * @throws FolderInUse
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, "lock");
  for (;;) {
    try {
      await writeFile(file, `${process.pid}`, { flag: "wx" });
      held.add(file);
      return async () => {
        held.delete(file);
        await rm(file, { force: true });
      };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const owner = Number(await readFile(file, "utf8").catch(() => ""));
    // A restarted container gives the same process id again: what counts is whether this process itself has the folder.
    const isTaken = owner === process.pid ? held.has(file) : owner > 0 && isAlive(owner);
    if (isTaken) throw new FolderInUse(folder, file, owner);
    await rm(file, { force: true });
  }
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
