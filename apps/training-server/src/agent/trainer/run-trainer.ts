import { parseTrainerLine, TRAINER_LIMITS } from "@flash/schemas";
import type { TrainerEvent, TrainerEventOf } from "@flash/schemas";
import type { TrainerLimits } from "../attempt/attempt-deps.ts";
import { metricsLeftOut } from "../progress/kept-metrics.ts";
import { beatMs } from "../progress/when-to-write.ts";
import type { LogTail } from "../progress/log-tail.ts";
import type { Clock } from "../ports/clock.ts";
import type { StartTrainer, TrainerCommand, TrainerProcess } from "../ports/trainer-process.ts";
import type { TrainerRun } from "../result/result-from-exit.ts";
import { LineCutter } from "./line-cutter.ts";

/** What one run needs. */
export interface TrainerSupervision {
  readonly start: StartTrainer;
  readonly clock: Clock;
  readonly log: LogTail;
  readonly onEvent: (event: TrainerEvent) => void;
  /** Aborted: the trainer is stopped with the grace that {@link stopGraceMs} says. */
  readonly signal: AbortSignal;
  readonly stopGraceMs: () => number;
  readonly limits: TrainerLimits;
}

/** From SIGKILL on. A process that is longer in ending waits in the kernel for a device, such as a GPU that hangs, and may do so for ever. */
const STUCK_MS = 30_000;

/** Runs a trainer to its end, whoever brings that about, or until nothing can. Throws only when it cannot be started. */
export async function runTrainer(command: TrainerCommand, supervision: TrainerSupervision): Promise<TrainerRun> {
  const watch = new Watch(supervision);
  const started = await supervision.start(command, watch);
  const over = new AbortController();
  const stuck = Promise.withResolvers<"stuck">();
  const stop = (graceMs: number): void => {
    started.stop(graceMs);
    void supervision.clock.sleep(graceMs + STUCK_MS, over.signal).then(() => stuck.resolve("stuck"));
  };
  const trainer = { ended: started.ended, stop };
  const onAbort = (): void => trainer.stop(supervision.stopGraceMs());
  supervision.signal.addEventListener("abort", onAbort);
  if (supervision.signal.aborted) onAbort();
  const watching = watch.guard(trainer, over.signal);
  const end = await Promise.race([trainer.ended, stuck.promise]);
  supervision.signal.removeEventListener("abort", onAbort);
  over.abort();
  await watching;
  const isStuck = end === "stuck";
  return { exit: isStuck ? { code: null, signal: null } : end, isStuck, ...watch.findings() };
}

/** Reads a trainer's output and ends it when it says too little or too much. */
class Watch {
  readonly #supervision: TrainerSupervision;
  readonly #stdout: LineCutter;
  readonly #stderr: LineCutter;
  #silentMs = 0;
  #bytes = 0;
  #stopped: TrainerRun["stopped"] = null;
  #result: TrainerEventOf<"result"> | null = null;
  #error: TrainerEventOf<"error"> | null = null;

  constructor(supervision: TrainerSupervision) {
    this.#supervision = supervision;
    const { log } = supervision;
    const tooLong = (bytes: number): void => log.add(`[a line of ${bytes} bytes was left out]`);
    this.#stdout = new LineCutter(TRAINER_LIMITS.lineBytes, { line: (text) => this.#line(text), tooLong });
    this.#stderr = new LineCutter(TRAINER_LIMITS.lineBytes, { line: (text) => log.add(text), tooLong });
  }

  stdout(chunk: Uint8Array): void {
    this.#silentMs = 0;
    this.#bytes += chunk.length;
    if (this.#stopped === null) this.#stdout.push(chunk);
  }

  stderr(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#stopped === null) this.#stderr.push(chunk);
  }

  /**
   * Looks at the trainer now and then. Silence is counted in looks, not by the clock: a frozen machine that wakes up has heard
   * nothing for hours, and its trainer neither.
   */
  async guard(trainer: TrainerProcess, over: AbortSignal): Promise<void> {
    const { clock, limits } = this.#supervision;
    const { silenceMs, stopMs, outputBytes } = limits;
    const lookMs = Math.min(beatMs(1_000), silenceMs / 4);
    let before = clock.elapsedMs();
    while (!over.aborted) {
      await clock.sleep(lookMs, over);
      const now = clock.elapsedMs();
      this.#silentMs += Math.min(now - before, 2 * lookMs);
      before = now;
      const why = this.#silentMs > silenceMs ? "silent" : this.#bytes > outputBytes ? "flood" : null;
      if (why === null || over.aborted || this.#stopped !== null) continue;
      this.#stopped = why;
      trainer.stop(stopMs);
    }
  }

  findings(): Omit<TrainerRun, "exit" | "isStuck"> {
    this.#stdout.finish();
    this.#stderr.finish();
    const lastLine = this.#supervision.log.last();
    return { stopped: this.#stopped, result: this.#result, error: this.#error, lastLine };
  }

  #tellLeftOut({ epoch, metrics }: TrainerEventOf<"epoch">): void {
    const count = metricsLeftOut(metrics);
    if (count > 0) this.#supervision.log.add(`[${count} metrics of epoch ${epoch} were left out]`);
  }

  #line(text: string): void {
    const line = parseTrainerLine(text);
    switch (line.kind) {
      case "log":
        return this.#supervision.log.add(line.text);
      case "ignored":
        return this.#supervision.log.add(`[${line.type} was ignored] ${line.problem}`);
      case "event":
        if (line.event.type === "result") this.#result = line.event;
        if (line.event.type === "error") this.#error = line.event;
        if (line.event.type === "warning")
          this.#supervision.log.add(`warning ${line.event.code}: ${line.event.message}`);
        if (line.event.type === "epoch") this.#tellLeftOut(line.event);
        this.#supervision.onEvent(line.event);
    }
  }
}
