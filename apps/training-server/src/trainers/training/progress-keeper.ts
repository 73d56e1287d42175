import type { Checkpoints } from "../checkpoints.ts";
import type { TrainerRun } from "../run-trainer.ts";
import type { SafeTensors } from "../safetensors.ts";
import { Stopped } from "../stop-request.ts";

/** Checkpoints come after an epoch, but not more often than this: fastText does ten epochs a second. */
const MIN_CHECKPOINT_GAP_MS = 1_000;
/** Inside an epoch that takes longer than this there are checkpoints too: what a crash may cost. */
const MAX_CHECKPOINT_GAP_MS = 60_000;

/** Decides when progress goes to disk. */
export interface ProgressKeeper {
  /** Between two batches, of training or of evaluation. @throws Stopped, after a checkpoint, when the run is asked to stop. */
  betweenBatches(): Promise<void>;
  afterEpoch(): Promise<void>;
}

/** How far training is: `step` grows with every batch, `epoch` counts those that are finished. */
export interface Snapshot {
  readonly step: number;
  readonly epoch: number;
  readonly stored: SafeTensors;
}

export function progressKeeper(run: TrainerRun, checkpoints: Checkpoints, snapshot: () => Snapshot): ProgressKeeper {
  let savedAt = run.now();
  const save = async (): Promise<void> => {
    const { step, epoch, stored } = snapshot();
    const saved = await checkpoints.save(step, stored);
    savedAt = run.now();
    run.report.send({ type: "checkpoint", epoch, ...saved });
  };
  const saveAfter = async (gapMs: number): Promise<void> => {
    if (run.now() - savedAt >= gapMs) await save();
  };
  return {
    async betweenBatches() {
      if (!run.stop.requested) return saveAfter(MAX_CHECKPOINT_GAP_MS);
      await save();
      throw new Stopped();
    },
    afterEpoch: () => saveAfter(MIN_CHECKPOINT_GAP_MS),
  };
}
