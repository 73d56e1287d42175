import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { eachLine } from "./each-line.ts";
import { machineProcesses, signalAll } from "./machine-processes.ts";
import type { BootCommand, BootExit, PowerOrder, PowerReport } from "./power-protocol.ts";

/** A machine that is on. It loses its power when this process dies, however it dies. */
export interface PowerCord {
  /** Process id of the boot command, which is also the id of its process group. */
  readonly pid: number;
  /** Settles when the boot command has ended; what it started may still run. */
  readonly exited: Promise<BootExit>;
  /** Settles when no process of the machine is left. */
  readonly off: Promise<void>;
  /** SIGTERM to all processes of the machine, then SIGKILL after `graceMs`. A second call may only shorten the grace. */
  stop(graceMs: number): Promise<void>;
  /** SIGKILL to all processes of the machine, at once. */
  cut(): Promise<void>;
  /** SIGSTOP to all processes of the machine: it neither works nor answers, but it is on. */
  freeze(): void;
  thaw(): void;
}

/** Names of what the platform's own environment hands on: enough to find programs, never a credential. */
const HOST_ENV = ["PATH", "HOME", "LANG", "TMPDIR"] as const;

/** The part of this process's environment that every machine sees. */
export function hostEnv(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(HOST_ENV.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/**
 * Switches a machine on.
 *
 * @param bootId - must also be `FLASH_BOOT_ID` in `boot.env`: by it stray processes of the machine are found.
 * @throws Error when the boot command cannot be started (no such program, no such folder).
 */
export async function plugIn(boot: BootCommand, bootId: string): Promise<PowerCord> {
  const supervisor = spawn(process.execPath, [fileURLToPath(new URL("./supervisor.ts", import.meta.url))], {
    env: hostEnv(process.env),
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const order = (line: PowerOrder): void => void supervisor.stdin.write(`${JSON.stringify(line)}\n`);
  supervisor.stdin.on("error", () => undefined); // the supervisor has ended: `off` tells
  const reports = readReports(supervisor);
  order({ do: "boot", boot, bootId });
  const pid = await reports.started;
  const off = reports.closed.then(() => endStrays({ group: pid, bootId }));
  return {
    pid,
    exited: reports.exited,
    off,
    stop: (graceMs) => (order({ do: "stop", graceMs }), off),
    cut: () => (order({ do: "cut" }), off),
    freeze: () => order({ do: "freeze" }),
    thaw: () => order({ do: "thaw" }),
  };
}

/** A supervisor ends last. If somebody killed it before that, its machine must still not outlive it. */
function endStrays(mark: { group: number; bootId: string }): void {
  signalAll(machineProcesses(mark), "SIGKILL");
}

interface Reports {
  readonly started: Promise<number>;
  readonly exited: Promise<BootExit>;
  readonly closed: Promise<void>;
}

function readReports(supervisor: ChildProcessByStdio<Writable, Readable, null>): Reports {
  const started = Promise.withResolvers<number>();
  const exited = Promise.withResolvers<BootExit>();
  const closed = Promise.withResolvers<void>();
  const take = (report: PowerReport): void => {
    if (report.is === "started") started.resolve(report.pid);
    else if (report.is === "failed") started.reject(new Error(`The boot command cannot be started: ${report.message}`));
    else exited.resolve(report.exit);
  };
  supervisor.stdout.setEncoding("utf8").on(
    "data",
    eachLine((line) => take(JSON.parse(line))),
  );
  const end = (why: string): void => {
    started.reject(new Error(`The machine's supervisor ended before the machine was on: ${why}`));
    exited.resolve({ code: null, signal: "SIGKILL" });
    closed.resolve();
  };
  supervisor.once("error", (error) => end(error.message));
  supervisor.once("close", (code, signal) => end(String(signal ?? code)));
  return { started: started.promise, exited: exited.promise, closed: closed.promise };
}
