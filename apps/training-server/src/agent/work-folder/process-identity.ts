import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/**
 * When a process began, in the system's own words: with the process id it names one process for ever, though ids are used again.
 *
 * @returns null when there is no such process.
 */
export function processStart(pid: number): string | null {
  try {
    return existsSync("/proc/self/stat") ? startFromProc(pid) : startFromPs(pid);
  } catch {
    return null; // it has ended
  }
}

function startFromProc(pid: number): string | null {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The command name is in parentheses and may hold spaces and parentheses itself. Field 3 follows it, field 22 is wanted.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? null : (fields[19] ?? null);
}

function startFromPs(pid: number): string | null {
  const line = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "latin1" }).trim();
  return line === "" ? null : line;
}
