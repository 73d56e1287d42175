import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/**
 * Process ids of every trainer, and of whatever a trainer has started, that works below `folder`, in whichever process group: on Linux
 * by the `TMPDIR` that the agent gave it, elsewhere by its `--job` argument.
 */
export function trainerProcesses(folder: string): number[] {
  const found = existsSync("/proc/self/environ") ? fromProc(folder) : fromPs(folder);
  return found.filter((pid) => pid !== process.pid);
}

function fromProc(folder: string): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/u.test(name));
  return pids.filter((pid) => carries(pid, `TMPDIR=${folder}/`)).map(Number);
}

function carries(pid: string, start: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1")
      .split("\0")
      .some((variable) => variable.startsWith(start));
  } catch {
    return false; // ended, or not ours to read
  }
}

function fromPs(folder: string): number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }).split(
    "\n",
  );
  return rows.filter((row) => row.includes(`--job ${folder}/`)).map((row) => Number.parseInt(row, 10));
}

/** Kills every process that {@link trainerProcesses} finds, again until none is left that could have started another. */
export function killTrainerProcesses(folder: string): number {
  let killed = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const pids = trainerProcesses(folder).filter((pid) => signal(pid, "SIGKILL"));
    if (pids.length === 0) break;
    killed += pids.length;
  }
  return killed;
}

/** A zombie keeps its place but not its environment, so a round finds only what was started during the one before. */
const ROUNDS = 20;

/** @returns false when there is nobody to signal any more. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
