import { toBody } from "@flash/control-plane";
import type { Documents } from "@flash/control-plane";
import { StoredProgress } from "@flash/schemas";
import type { StoredTrainingConfig, TrainerEvent } from "@flash/schemas";
import type { Hold } from "../attempt/hold.ts";
import type { Clock } from "../ports/clock.ts";
import { errorText } from "../ports/log.ts";
import type { Log } from "../ports/log.ts";
import { LogTail } from "./log-tail.ts";
import { inPhase, NO_PROGRESS, progressAfter } from "./progress-from-events.ts";
import type { Progress } from "./progress-from-events.ts";
import { beatMs, isWriteDue } from "./when-to-write.ts";

/** What the report needs of its surroundings. */
export interface ReportDeps {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly log: Log;
  readonly bootId: string;
  readonly heartbeatMs: number;
}

/** Where the attempt reports, and in which version: the one in which it was told what to do. */
type ReportedOn = Pick<StoredTrainingConfig, "protocol" | "keys">;

/** Tells the bucket how an attempt goes, and that the machine is alive. */
export class ProgressReport {
  readonly logTail = new LogTail();
  readonly #deps: ReportDeps;
  readonly #config: ReportedOn;
  #progress: Progress;
  #seq: number;
  /** What was written last: an equal value is no news. */
  #told: Progress | null = null;
  #toldAtMs = 0;

  private constructor(deps: ReportDeps, config: ReportedOn, before: StoredProgress | null) {
    this.#deps = deps;
    this.#config = config;
    this.#seq = before === null ? 0 : before.seq + 1;
    // A resumed trainer tells only the epochs after its checkpoint: those before it are in the last report.
    this.#progress = { ...NO_PROGRESS, metrics: before?.metrics ?? [] };
  }

  /** Goes on from what an earlier run of the agent reported of the same attempt. */
  static async begin(deps: ReportDeps, config: ReportedOn): Promise<ProgressReport> {
    const before = await deps.documents.read(config.keys.progress, StoredProgress);
    return new ProgressReport(deps, config, before.kind === "found" ? before.doc.value : null);
  }

  get progress(): Progress {
    return this.#progress;
  }

  event(event: TrainerEvent): void {
    this.#progress = progressAfter(this.#progress, event);
  }

  phase(phase: Progress["phase"], step: number, total: number): void {
    this.#progress = inPhase(this.#progress, phase, step, total);
  }

  /**
   * Until `over` or the end of the hold: looks whether the attempt is still this machine's, then tells how it goes. The look comes
   * first, also after the machine was frozen: then it is the first thing that the agent does.
   */
  async keepBeating(hold: Hold, over: AbortSignal): Promise<void> {
    const { clock, heartbeatMs } = this.#deps;
    const either = AbortSignal.any([over, hold.signal]);
    while (!either.aborted) {
      await hold.look();
      if (!either.aborted) await this.#tellIfDue();
      await clock.sleep(beatMs(heartbeatMs), either);
    }
  }

  async #tellIfDue(): Promise<void> {
    const { clock, heartbeatMs, log } = this.#deps;
    const now = clock.elapsedMs();
    const due = isWriteDue({ elapsedMs: now - this.#toldAtMs, changed: this.#progress !== this.#told }, heartbeatMs);
    if (!due && this.#told !== null) return;
    try {
      await this.#tell();
      this.#toldAtMs = now;
    } catch (error) {
      log("progress_unwritable", { error: errorText(error) });
    }
  }

  async #tell(): Promise<void> {
    const progress = this.#progress;
    const { protocol, keys } = this.#config;
    const stored: StoredProgress = {
      protocol,
      seq: this.#seq,
      boot_id: this.#deps.bootId,
      ...progress,
      log_tail: this.logTail.lines(),
    };
    this.#seq += 1;
    await this.#deps.documents.store.put(keys.progress, toBody(stored));
    this.#told = progress;
  }
}
