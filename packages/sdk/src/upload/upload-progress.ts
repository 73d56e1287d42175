import { speedometer } from "./speed.ts";

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

/** What the stages tell, and whoever holds them. */
export interface ProgressTeller {
  step(stage: UploadProgress["stage"], steps: Steps): void;
  hold(paused: boolean): void;
}

/** Makes what a person is told of what the stages tell. */
export function progressTeller(
  totalBytes: number,
  nowMs: () => number,
  tell: (progress: UploadProgress) => void,
): ProgressTeller {
  const speed = speedometer();
  let now: Pick<UploadProgress, "stage" | "paused"> & Steps = {
    stage: "checking",
    bytes: 0,
    rows: null,
    paused: false,
  };
  const told = (): void => {
    const bytesPerSecond = now.paused ? null : speed.bytesPerSecond();
    const secondsLeft =
      bytesPerSecond === null || bytesPerSecond <= 0 ? null : (totalBytes - now.bytes) / bytesPerSecond;
    tell({ ...now, totalBytes, bytesPerSecond, secondsLeft });
  };
  return {
    step(stage, steps) {
      if (stage !== now.stage) speed.restart();
      now = { ...now, ...steps, stage };
      speed.add(nowMs(), steps.bytes);
      told();
    },
    hold(paused) {
      now = { ...now, paused };
      speed.restart();
      told();
    },
  };
}
