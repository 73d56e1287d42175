import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { TrainerUser } from "../config/agent-config.ts";

/**
 * Process ids of every trainer, and of whatever a trainer has started, that works below `folder`, in whichever process group. On Linux a
 * process is the trainer's when it runs as the trainer's own user, which nothing that a process does can hide; or else by the
 * `TMPDIR` that the agent gave it or by its working folder. Elsewhere by its `--job` argument.
 */
export function trainerProcesses(folder: string, user: TrainerUser | null = null): number[] {
  const found = existsSync("/proc/self/environ") ? fromProc(folder, user) : fromPs(folder);
  return found.filter((pid) => pid !== process.pid);
}

function fromProc(folder: string, user: TrainerUser | null): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/u.test(name));
  const marks = [
    (pid: string): boolean => hasUser(pid, user),
    (pid: string): boolean => carries(pid, `TMPDIR=${folder}/`),
    (pid: string): boolean => `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`) && isWithoutTerminal(pid),
  ];
  return pids.filter((pid) => marks.some((mark) => isTrue(() => mark(pid))) && !isZombie(pid)).map(Number);
}

function hasUser(pid: string, user: TrainerUser | null): boolean {
  if (user === null) return false;
  const ids = /^Uid:\s+(.*)$/mu.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? "";
  return ids.split(/\s+/u).includes(String(user.uid));
}

/** A person's shell that looks around in the folder has one. */
function isWithoutTerminal(pid: string): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // After the command's name in parentheses: state, parent, group, session, terminal.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[4] === "0";
}

const carries = (pid: string, start: string): boolean =>
  readFileSync(`/proc/${pid}/environ`, "latin1")
    .split("\0")
    .some((variable) => variable.startsWith(start));

const isZombie = (pid: string): boolean =>
  isTrue(() => /^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, "latin1")));

/** A process that has ended, or is not ours to read, has no mark. */
function isTrue(test: () => boolean): boolean {
  try {
    return test();
  } catch {
    return false;
  }
}

function fromPs(folder: string): number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }).split(
    "\n",
  );
  return rows.filter((row) => row.includes(`--job ${folder}/`)).map((row) => Number.parseInt(row, 10));
}

/** Kills every process that {@link trainerProcesses} finds, again until none is left that could have started another. */
export function killTrainerProcesses(folder: string, user: TrainerUser | null = null): number {
  let killed = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const pids = trainerProcesses(folder, user).filter((pid) => signal(pid, "SIGKILL"));
    if (pids.length === 0) break;
    killed += pids.length;
  }
  return killed;
}

/** Each round finds only what was started during the one before. */
const ROUNDS = 20;

/** @returns false when there is nobody to signal any more. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
