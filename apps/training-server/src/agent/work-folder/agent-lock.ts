import { mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { codeOf } from "../attempt/attempt-fault.ts";
import { processStart } from "./process-identity.ts";

const Holder = z.object({ pid: z.int().positive(), start: z.string() });

/**
 * Makes this process the only agent of the work folder, until the process ends: a lock whose holder is dead is taken over.
 *
 * @returns gives the lock back.
 * @throws Error when another agent is at work here.
 */
export function lockWorkFolder(workDir: string): () => void {
  mkdirSync(workDir, { recursive: true });
  const lock = join(workDir, "agent.lock");
  const holder = take(lock);
  if (holder !== null) throw new Error(`Another training server (process ${holder}) is at work in ${workDir}.`);
  return () => rmSync(lock, { force: true });
}

/** @returns null when the lock is this process's now, or else the process that has it and lives. */
function take(lock: string): number | null {
  const mine = JSON.stringify({ pid: process.pid, start: processStart(process.pid) ?? "" });
  while (!linked(mine, lock)) {
    const holder = holderOf(lock);
    if (typeof holder === "number") return holder;
    if (holder === "dead") removeDead(lock);
  }
  return null;
}

/** One at a time: who has found it dead a moment ago would take away the lock of somebody who was faster. */
function removeDead(lock: string): void {
  const turn = `${lock}.dead`;
  if (take(turn) !== null) return pause(LOOK_AGAIN_MS);
  try {
    if (holderOf(lock) === "dead") rmSync(lock, { force: true });
  } finally {
    rmSync(turn, { force: true });
  }
}

const LOOK_AGAIN_MS = 10;
const pause = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/**
 * A symbolic link to nothing, which says who made it: it appears with its content at one instant, never over another, and takes no block of a disk
 * that is full. An agent that could not lock its folder would never come to empty it.
 */
function linked(holder: string, lock: string): boolean {
  try {
    symlinkSync(holder, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** The process that has the lock and lives. Anything but such a link is of nobody who lives. */
function holderOf(lock: string): number | "dead" | "gone" {
  try {
    const { pid, start } = Holder.parse(JSON.parse(readlinkSync(lock)));
    return pid !== process.pid && processStart(pid) === start ? pid : "dead";
  } catch (error) {
    return codeOf(error) === "ENOENT" ? "gone" : "dead";
  }
}
