import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/** The data folder belongs to a platform that is running. */
export class FolderInUse extends Error {
  constructor(folder: string, pid: number) {
    super(`${folder} is in use by another Flash (process ${pid}): stop it, or choose another folder with --data`);
    this.name = "FolderInUse";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Takes the folder for this process. A lock whose process is gone (it was killed) is taken over.
 *
 * @returns what gives it back.
 * @throws FolderInUse
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, "lock");
  try {
    const handle = await open(file, "wx");
    await handle.writeFile(String(process.pid));
    await handle.close();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    const pid = Number((await readFile(file, "utf8")).trim());
    if (Number.isInteger(pid) && pid > 0 && pid !== process.pid && isAlive(pid)) throw new FolderInUse(folder, pid);
    if (pid === process.pid) throw new FolderInUse(folder, pid);
    await rm(file, { force: true });
    return lockFolder(folder);
  }
  return () => rm(file, { force: true });
}
