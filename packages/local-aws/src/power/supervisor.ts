/**
 * The power cord of one machine: a process of its own that starts the boot command and ends everything that runs on the
 * machine when told to, or when its stdin closes. The kernel closes that pipe even if the platform is killed with SIGKILL,
 * so no machine outlives the platform.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { eachLine } from "./each-line.ts";
import { machineProcesses, signalAll } from "./machine-processes.ts";
import type { MachineMark } from "./machine-processes.ts";
import type { BootCommand, PowerOrder, PowerReport } from "./power-protocol.ts";

const LOOK_AGAIN_MS = 25;

let machine: MachineMark | undefined;
/** The boot command's end has been reported. */
let exited = false;
let ending = false;
/** Processes that are left get SIGKILL from this moment on, in milliseconds since the epoch. */
let killAt = Number.POSITIVE_INFINITY;

function report(line: PowerReport): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function boot(command: BootCommand, bootId: string): void {
  try {
    const child = start(command);
    child.once("error", (error) => refuse(error.message));
    child.once("exit", (code, signal) => {
      exited = true;
      report({ is: "exited", exit: { code, signal } });
    });
    if (child.pid === undefined) return;
    machine = { group: child.pid, bootId };
    report({ is: "started", pid: child.pid });
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error));
  }
}

function start(command: BootCommand): ChildProcess {
  return spawn(command.command, [...command.args], {
    env: { ...command.env },
    detached: true,
    stdio: ["ignore", ...outputs(command.logFile)],
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
  });
}

function outputs(logFile: string | undefined): [number | "ignore", number | "ignore"] {
  if (logFile === undefined) return ["ignore", "ignore"];
  mkdirSync(dirname(logFile), { recursive: true });
  const file = openSync(logFile, "a");
  return [file, file];
}

function refuse(message: string): void {
  report({ is: "failed", message });
  process.exitCode = 1;
  process.stdin.destroy();
}

function end(graceMs: number): void {
  killAt = Math.min(killAt, Date.now() + graceMs);
  if (ending) return;
  ending = true;
  if (machine && graceMs > 0) signalAll(machineProcesses(machine), "SIGTERM");
  finish();
}

function finish(): void {
  const left = machine ? machineProcesses(machine) : [];
  if (left.length === 0 && (exited || !machine)) return leave();
  if (Date.now() >= killAt) signalAll(left, "SIGKILL");
  setTimeout(finish, Math.max(1, Math.min(LOOK_AGAIN_MS, killAt - Date.now())));
}

/** Reports are written asynchronously on some systems: the last one must be out before this process is. */
function leave(): void {
  process.stdout.write("", () => process.exit());
}

function obey(order: PowerOrder): void {
  switch (order.do) {
    case "boot":
      return boot(order.boot, order.bootId);
    case "stop":
      return end(order.graceMs);
    case "cut":
      return end(0);
    case "freeze":
    case "thaw":
      if (machine) signalAll(machineProcesses(machine), order.do === "freeze" ? "SIGSTOP" : "SIGCONT");
  }
}

// A terminal's Ctrl-C is for the platform, which then decides how its machines end.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
process.stdout.on("error", () => undefined); // the platform has died; the end of stdin says so too
process.stdin
  .setEncoding("utf8")
  .on(
    "data",
    eachLine((line) => obey(JSON.parse(line))),
  )
  .on("close", () => end(0));
