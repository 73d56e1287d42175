import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** How the processes of one powered machine are told apart from all others. */
export interface MachineMark {
  /** Process id of the boot command, which leads a process group of its own. */
  readonly group: number;
  /** `FLASH_BOOT_ID` of this boot: inherited by every process that the machine starts, unless it clears its environment. */
  readonly bootId: string;
}

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

/**
 * Process ids of everything that runs on the machine: the boot command's process group, its descendants in whatever group
 * they put themselves, and (on Linux) orphans that still carry the boot id. Zombies do not count.
 */
export function machineProcesses(mark: MachineMark): number[] {
  const rows = existsSync("/proc/self/stat") ? rowsFromProc() : rowsFromPs();
  const members = new Set(rows.filter((row) => belongs(row, mark)).map((row) => row.pid));
  for (let grown = true; grown;) {
    const before = members.size;
    for (const row of rows) if (members.has(row.parent)) members.add(row.pid);
    grown = members.size > before;
  }
  members.delete(process.pid);
  return [...members];
}

/** Sends a signal to each process; one that has ended meanwhile is passed over. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}

function isGone(error: unknown): boolean {
  // EPERM: the number was taken over by a process of somebody else, so ours is gone too.
  return error instanceof Error && "code" in error && (error.code === "ESRCH" || error.code === "EPERM");
}

function belongs(row: ProcessRow, mark: MachineMark): boolean {
  return row.group === mark.group || row.pid === mark.group || carriesBootId(row.pid, mark.bootId);
}

function carriesBootId(pid: number, bootId: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`FLASH_BOOT_ID=${bootId}`);
  } catch {
    return false; // ended, not ours to read, or no /proc on this system
  }
}

function rowsFromProc(): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      // The command name is in parentheses and may hold spaces and parentheses itself.
      const [state, parent, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (state !== "Z") rows.push({ pid: Number(name), parent: Number(parent), group: Number(group) });
    } catch {
      // It ended between the listing and the reading.
    }
  }
  return rows;
}

function rowsFromPs(): ProcessRow[] {
  const listing = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat="], { encoding: "latin1" });
  return listing.split("\n").flatMap((line) => {
    const [pid, parent, group, state] = line.trim().split(/\s+/);
    if (!pid || state?.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group) }];
  });
}
