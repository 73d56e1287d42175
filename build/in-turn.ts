import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const LOOK_AGAIN_MS = 100;

/** Among all processes of this machine that name the same lock, one does its work at a time. A dead one's lock holds nobody up. */
export async function inTurn(lock: string, work: () => Promise<void>): Promise<void> {
  await mkdir(dirname(lock), { recursive: true });
  while (!(await isTaken(lock))) {
    if (await isOwned(lock)) await pause(LOOK_AGAIN_MS);
    // One at a time: who has found it dead a moment ago would take away the lock of somebody who was faster.
    else await inTurn(`${lock}-dead`, () => removeDead(lock));
  }
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function removeDead(lock: string): Promise<void> {
  if (!(await isOwned(lock))) await rm(lock, { force: true });
}

/** The file is linked to its name when it is complete: nobody reads a lock that says of nobody. */
async function isTaken(lock: string): Promise<boolean> {
  const own = `${lock}-${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, lock);
    return true;
  } catch {
    return false;
  } finally {
    await rm(own, { force: true });
  }
}

/** Whether the lock is there and its process lives. */
async function isOwned(lock: string): Promise<boolean> {
  const pid = Number(await readFile(lock, "utf8").catch(() => ""));
  if (pid === 0) return true;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It lives, and is somebody else's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
