import type { TrainerRun } from "../run-trainer.ts";

/** Rows of all epochs together. */
export interface Extent {
  readonly rowsPerEpoch: number;
  readonly epochs: number;
  /** Done by earlier runs: the speed is measured without them. */
  readonly rowsDoneBefore: number;
}

/** Tells how far training is, how fast and how long it will take; called with the epochs that are done and rows of the next. */
export function progressReporter(
  run: TrainerRun,
  { rowsPerEpoch, epochs, rowsDoneBefore }: Extent,
): (epochsDone: number, rowsDone: number) => void {
  const total = rowsPerEpoch * epochs;
  const startedAt = run.now();
  return (epochsDone, rowsDone) => {
    const done = epochsDone * rowsPerEpoch + rowsDone;
    const perMs = (done - rowsDoneBefore) / Math.max(1, run.now() - startedAt);
    run.report.progress({
      phase: "train",
      done,
      total,
      epoch: epochsDone + 1,
      items_per_second: Math.round(perMs * 1_000),
      ...(perMs > 0 ? { eta_ms: Math.round((total - done) / perMs) } : {}),
    });
  };
}
