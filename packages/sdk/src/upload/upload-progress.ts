import { Speed } from "./speed.ts";

/**
 * How far an upload is. Each stage goes through all bytes.
 *
 * @example
 * ```ts
 * const percent = ({ bytes, totalBytes }: UploadProgress): number => (100 * bytes) / totalBytes;
 * ```
 */
export interface UploadProgress {
  /** `checking`: on this computer. `validating`: on the platform. */
  readonly stage: "checking" | "uploading" | "validating";
  readonly bytes: number;
  readonly totalBytes: number;
  /** Data rows read so far; null where none are counted. */
  readonly rows: number | null;
  /** Of this stage, over its last ten seconds; null while paused, and until there is enough to go by. */
  readonly bytesPerSecond: number | null;
  /** Until this stage ends, at that speed; null where there is none. */
  readonly secondsLeft: number | null;
  readonly paused: boolean;
}

type Steps = Pick<UploadProgress, "bytes" | "rows">;

/** Makes what a person is told of what the stages tell. */
export class ProgressTeller {
  readonly #totalBytes: number;
  readonly #nowMs: () => number;
  readonly #tell: (progress: UploadProgress) => void;
  readonly #speed = new Speed();
  #stage: UploadProgress["stage"] = "checking";
  #steps: Steps = { bytes: 0, rows: null };
  #paused = false;

  constructor(totalBytes: number, nowMs: () => number, tell: (progress: UploadProgress) => void) {
    this.#totalBytes = totalBytes;
    this.#nowMs = nowMs;
    this.#tell = tell;
  }

  step(stage: UploadProgress["stage"], steps: Steps): void {
    if (stage !== this.#stage) this.#speed.restart();
    this.#stage = stage;
    this.#steps = steps;
    this.#speed.add(this.#nowMs(), steps.bytes);
    this.#tell(this.progress());
  }

  hold(paused: boolean): void {
    this.#paused = paused;
    this.#speed.restart();
    this.#tell(this.progress());
  }

  progress(): UploadProgress {
    const bytesPerSecond = this.#paused ? null : this.#speed.bytesPerSecond();
    const leftBytes = this.#totalBytes - this.#steps.bytes;
    return {
      stage: this.#stage,
      ...this.#steps,
      totalBytes: this.#totalBytes,
      bytesPerSecond,
      secondsLeft: bytesPerSecond === null || bytesPerSecond <= 0 ? null : leftBytes / bytesPerSecond,
      paused: this.#paused,
    };
  }
}
