import { randomUUID } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** The data folder belongs to a platform that is running. */
export class FolderInUse extends Error {
  constructor(folder: string, file: string, pid: number) {
    super(
      `${folder} is in use by process ${pid}: stop it, choose another folder, or delete ${file} if that process is none of ours`,
    );
    this.name = "FolderInUse";
  }
}

/** Folders that this process has open, or is about to. */
const held = new Set<string>();
const LOOK_AGAIN_MS = 10;

/**
 * Makes sure that one process at a time has the folder open: two would overwrite each other's journal. A lock whose process
 * is gone, killed for instance, counts for nothing.
 *
 * @returns what gives the folder back.
 * @throws FolderInUse
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, "lock");
  if (held.has(file)) throw new FolderInUse(folder, file, process.pid);
  held.add(file);
  try {
    const owner = await take(file);
    if (owner !== null) throw new FolderInUse(folder, file, owner);
  } catch (error) {
    held.delete(file);
    throw error;
  }
  return async () => {
    await rm(file, { force: true });
    held.delete(file);
  };
}

/** @returns null when the lock is this process's now, or else the process that has it and lives. */
async function take(lock: string): Promise<number | null> {
  while (!(await isLinked(lock))) {
    const owner = await ownerOf(lock);
    if (owner !== null && isAlive(owner)) return owner;
    if (owner !== null) await removeDead(lock);
  }
  return null;
}

/** The file is linked to its name when it is complete: nobody reads a lock that says of nobody. */
async function isLinked(lock: string): Promise<boolean> {
  const own = `${lock}-${randomUUID()}`;
  await writeFile(own, `${process.pid}`);
  try {
    await link(own, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** One at a time: who has found it dead a moment ago would take away the lock of somebody who was faster. */
async function removeDead(lock: string): Promise<void> {
  const turn = `${lock}-dead`;
  if ((await take(turn)) !== null) return pause(LOOK_AGAIN_MS);
  try {
    const owner = await ownerOf(lock);
    if (owner !== null && !isAlive(owner)) await rm(lock, { force: true });
  } finally {
    await rm(turn, { force: true });
  }
}

/** null: nobody has it any more. 0: what is there, since a power cut for instance, names nobody. */
async function ownerOf(lock: string): Promise<number | null> {
  try {
    return Number(await readFile(lock, "utf8")) || 0;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  // A restarted container gives the same process id again: whether this very process has the folder, it knows.
  if (pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is alive although it may not be signalled.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
