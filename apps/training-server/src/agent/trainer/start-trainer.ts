import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import type { StartTrainer, TrainerCommand } from "../ports/trainer-process.ts";
import type { TrainerExit } from "../result/result-from-exit.ts";
import { killTrainerProcesses, signal } from "./trainer-processes.ts";

/** After the trainer's end a pipe may still be held open by a process that escaped: its output is not waited for. */
const DRAIN_MS = 2_000;

/** Runs a trainer as a process group of its own, so that it can be stopped with all that it starts. */
export const startTrainer: StartTrainer = async (command, output) => {
  const guard = startGuard();
  const child = spawned(command);
  // Before anything is waited for: an agent that is killed in between would leave a trainer without a guard.
  if (child.pid !== undefined) guard.stdin.write(`${child.pid}\n`);
  if (child.pid !== undefined) beFirstToGo(child.pid);
  await once(child, "spawn").catch((error: unknown) => {
    guard.kill("SIGKILL");
    throw error;
  });
  child.on("error", () => undefined); // a signal that found nobody
  child.stdout.on("data", (chunk: Uint8Array) => output.stdout(chunk));
  child.stderr.on("data", (chunk: Uint8Array) => output.stderr(chunk));
  let killTimer: NodeJS.Timeout | undefined;
  let killAt = Number.POSITIVE_INFINITY;
  const group = -(child.pid ?? 0);
  const kill = (): void => {
    signal(group, "SIGKILL");
    killTrainerProcesses(command.folder, command.user);
  };
  return {
    ended: ended(child, kill).finally(() => {
      clearTimeout(killTimer);
      guard.kill("SIGKILL");
    }),
    stop(graceMs) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      signal(group, "SIGTERM");
      const at = performance.now() + graceMs;
      if (at >= killAt) return;
      killAt = at;
      clearTimeout(killTimer);
      killTimer = setTimeout(kill, graceMs);
    },
  };
};

type Child = ChildProcessByStdio<null, Readable, Readable>;

function spawned({ program, args, cwd, env, user, isLaunched }: TrainerCommand): Child {
  const as = user === null || isLaunched ? {} : user;
  return spawn(program, args, { cwd, env, ...as, detached: true, stdio: ["ignore", "pipe", "pipe"] });
}

/** Of 1,000. */
const OOM_SCORE = 500;

/**
 * Where memory runs out, the kernel ends the largest process, which may be the agent when a trainer is many small ones. This and all that it
 * starts comes first, so that the agent is left to tell. Linux alone has it; whoever started the agent may have forbidden it.
 */
function beFirstToGo(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, String(OOM_SCORE));
  } catch {
    // As before: the largest one goes first.
  }
}

/**
 * A trainer must not outlive an agent that is killed: nobody would stop it when its job is given to another machine. The guard reads from
 * a pipe that the kernel closes when the agent dies, however it dies. It is there before the trainer, whose process group it is told.
 */
function startGuard(): ChildProcessByStdio<Writable, null, null> {
  const script = 'trap "" TERM INT HUP; read -r group || exit; read -r _; kill -s KILL -- "-$group"';
  const guard = spawn("/bin/sh", ["-c", script], { env: {}, detached: true, stdio: ["pipe", "ignore", "ignore"] });
  guard.on("error", () => undefined); // no shell: the next agent ends what this one leaves behind
  guard.stdin.on("error", () => undefined);
  return guard;
}

async function ended(child: Child, killRest: () => void): Promise<TrainerExit> {
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const exit = await new Promise<TrainerExit>((resolve) => {
    child.once("exit", (code, signalName) => resolve({ code, signal: signalName }));
  });
  killRest();
  const patience = setTimeout(() => {
    child.stdout.destroy();
    child.stderr.destroy();
  }, DRAIN_MS);
  await closed;
  clearTimeout(patience);
  return exit;
}
