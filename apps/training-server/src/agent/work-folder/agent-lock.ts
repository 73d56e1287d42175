import { linkSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
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
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, start: processStart(process.pid) ?? "" }));
  try {
    while (!linked(mine, lock)) {
      const holder = livingHolder(lock);
      if (holder !== null) throw new Error(`Another training server (process ${holder}) is at work in ${workDir}.`);
      rmSync(lock, { force: true });
    }
  } finally {
    unlinkSync(mine);
  }
  return () => rmSync(lock, { force: true });
}

/** A link appears with its content at one instant, and never over another. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

function livingHolder(lock: string): number | null {
  try {
    const { pid, start } = Holder.parse(JSON.parse(readFileSync(lock, "utf8")));
    return pid !== process.pid && processStart(pid) === start ? pid : null;
  } catch {
    return null; // gone meanwhile, or not ours to understand
  }
}
