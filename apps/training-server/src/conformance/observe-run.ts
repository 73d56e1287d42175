import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { parseTrainerLine, TRAINER_LIMITS } from "@flash/schemas";
import type { TrainerEvent } from "@flash/schemas";
import type { TrainerLimits } from "../agent/attempt/attempt-deps.ts";
import type { Argv } from "../agent/config/agent-config.ts";
import type { TrainerExit } from "../agent/result/result-from-exit.ts";
import { LineCutter } from "../agent/trainer/line-cutter.ts";
import { trainerEnvironment } from "../agent/trainer/trainer-environment.ts";
import { killTrainerProcesses, signal } from "../agent/trainer/trainer-processes.ts";
import type { JobFolder } from "./job-folder.ts";

/** A signal to the trainer's process group, at the first event that fits. */
export interface Interruption {
  readonly signal: "SIGTERM" | "SIGKILL";
  /** "start": as soon as the process is there. */
  readonly at: "start" | ((event: TrainerEvent) => boolean);
}

/** All that was seen of one run of a trainer. */
export interface ObservedRun {
  readonly exit: TrainerExit;
  readonly events: readonly (TrainerEvent & { readonly atMs: number })[];
  /** When the run began, in milliseconds since 1970: what each event's `atMs` counts from. */
  readonly startedAt: number;
  /** Lines of standard output that look like events and are none: the agent ignores them. */
  readonly ignored: readonly string[];
  /** Other lines of standard output, which the agent takes for log. */
  readonly logLines: number;
  readonly longestLineBytes: number;
  readonly bytes: number;
  /** Longest time between two lines of standard output, the start and the end. */
  readonly silentMs: number;
  /** Why the check ended it; null when it ended by itself or by the interruption. */
  readonly stopped: "silent" | "flood" | "late" | "deaf" | null;
  /** From the interruption to the end; null when there was none, or the trainer was done before it. */
  readonly stopMs: number | null;
  /** The last words on standard error. */
  readonly lastWords: string;
}

export interface RunOptions {
  readonly command: Argv;
  readonly limits: TrainerLimits & { readonly runMs: number };
  readonly interruption?: Interruption;
  readonly resume?: boolean;
}

/** Runs a trainer on a job as the agent would, and ends it where the agent would. Throws when it cannot be started. */
export async function observeRun(folder: JobFolder, options: RunOptions): Promise<ObservedRun> {
  const [program, ...fixed] = options.command;
  const paths = ["--job", folder.job, "--data", folder.data, "--out", folder.out, "--checkpoint", folder.checkpoint];
  const env = trainerEnvironment(process.env, {
    job: folder.facts.job_id,
    attempt: 1,
    seed: folder.facts.seed,
    deadlineMs: Date.now() + options.limits.runMs,
    temporary: folder.temporary,
  });
  const args = [...fixed, "train", ...paths, ...(options.resume === true ? ["--resume"] : [])];
  const child = spawn(program, args, { cwd: folder.root, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  await once(child, "spawn");
  const group = -(child.pid ?? 0);
  const watch = new RunWatch(options, {
    send: (name) => void signal(group, name),
    kill: () => {
      signal(group, "SIGKILL");
      killTrainerProcesses(folder.root);
    },
  });
  child.stdout.on("data", (chunk: Uint8Array) => watch.stdout(chunk));
  child.stderr.on("data", (chunk: Uint8Array) => watch.stderr(chunk));
  const closed = once(child, "close");
  const over = new AbortController();
  const guarding = watch.guard(over.signal);
  const [code, signalName] = await once(child, "exit");
  watch.exited({ code, signal: signalName });
  killTrainerProcesses(folder.root);
  await closed;
  over.abort();
  await guarding;
  return watch.observed();
}

interface Hands {
  readonly send: (name: NodeJS.Signals) => void;
  readonly kill: () => void;
}

const LOOK_MS = 50;

class RunWatch {
  readonly #options: RunOptions;
  readonly #hands: Hands;
  readonly #stdout: LineCutter;
  readonly #stderr: LineCutter;
  readonly #events: (TrainerEvent & { readonly atMs: number })[] = [];
  readonly #ignored: string[] = [];
  readonly #startedAt = performance.now();
  readonly #startedAtWall = Date.now();
  #logLines = 0;
  #longestLineBytes = 0;
  #bytes = 0;
  #lastLineAt = performance.now();
  #silentMs = 0;
  #stopped: ObservedRun["stopped"] = null;
  #interruptedAt: number | null = null;
  #exit: TrainerExit | null = null;
  #exitedAt = 0;
  #lastWords = "";

  constructor(options: RunOptions, hands: Hands) {
    this.#options = options;
    this.#hands = hands;
    const tooLong = (bytes: number): void => this.#measure(bytes);
    this.#stdout = new LineCutter(TRAINER_LIMITS.lineBytes, { line: (text) => this.#line(text), tooLong });
    const words = (text: string): void => void (text.trim() !== "" && (this.#lastWords = text.slice(0, 500)));
    this.#stderr = new LineCutter(TRAINER_LIMITS.lineBytes, { line: words, tooLong: () => undefined });
    if (options.interruption?.at === "start") this.#interrupt();
  }

  stdout(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#heard();
    if (this.#stopped === null) this.#stdout.push(chunk);
  }

  stderr(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#stopped === null) this.#stderr.push(chunk);
  }

  exited(exit: TrainerExit): void {
    this.#exit = exit;
    this.#exitedAt = performance.now();
    this.#heard();
  }

  /** Ends a trainer that is silent, talks without end, does not stop when it is told to or takes too long. */
  async guard(over: AbortSignal): Promise<void> {
    const { limits } = this.#options;
    while (!over.aborted) {
      await wait(LOOK_MS, undefined, { signal: over }).catch(() => undefined);
      if (over.aborted || this.#stopped !== null) continue;
      this.#stopped = this.#whyStop(performance.now(), limits);
      if (this.#stopped !== null) this.#hands.kill();
    }
  }

  observed(): ObservedRun {
    this.#stdout.finish();
    this.#stderr.finish();
    const { signal: sent } = this.#options.interruption ?? {};
    const isHit = this.#interruptedAt !== null && this.#exit?.code !== 0;
    return {
      exit: this.#exit ?? { code: null, signal: null },
      events: this.#events,
      startedAt: this.#startedAtWall,
      ignored: this.#ignored,
      logLines: this.#logLines,
      longestLineBytes: this.#longestLineBytes,
      bytes: this.#bytes,
      silentMs: this.#silentMs,
      stopped: this.#stopped,
      stopMs: isHit && sent !== undefined ? this.#exitedAt - (this.#interruptedAt ?? 0) : null,
      lastWords: this.#lastWords,
    };
  }

  #whyStop(now: number, limits: RunOptions["limits"]): ObservedRun["stopped"] {
    if (this.#bytes > limits.outputBytes) return "flood";
    if (this.#interruptedAt !== null && now - this.#interruptedAt > limits.stopMs) return "deaf";
    if (now - this.#lastLineAt > limits.silenceMs) return "silent";
    return now - this.#startedAt > limits.runMs ? "late" : null;
  }

  #line(text: string): void {
    this.#measure(Buffer.byteLength(text));
    const line = parseTrainerLine(text);
    switch (line.kind) {
      case "log":
        this.#logLines += 1;
        return;
      case "ignored":
        this.#ignored.push(`${line.type}: ${line.problem}`);
        return;
      case "event": {
        this.#events.push({ ...line.event, atMs: performance.now() - this.#startedAt });
        const at = this.#options.interruption?.at;
        if (typeof at === "function" && this.#interruptedAt === null && at(line.event)) this.#interrupt();
      }
    }
  }

  #interrupt(): void {
    if (this.#exit !== null) return;
    this.#interruptedAt = performance.now();
    this.#hands.send(this.#options.interruption?.signal ?? "SIGTERM");
  }

  #measure(bytes: number): void {
    this.#longestLineBytes = Math.max(this.#longestLineBytes, bytes);
  }

  #heard(): void {
    const now = performance.now();
    this.#silentMs = Math.max(this.#silentMs, now - this.#lastLineAt);
    this.#lastLineAt = now;
  }
}
