import type { Checkpoints } from "../checkpoints.ts";
import type { TrainerRun } from "../run-trainer.ts";
import { Stopped } from "../stop-request.ts";
import type { TrainingState } from "./training-state.ts";
import { encodeState } from "./training-state.ts";

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

export function progressKeeper(run: TrainerRun, checkpoints: Checkpoints, state: TrainingState): ProgressKeeper {
  let savedAt = run.now();
  const save = async (): Promise<void> => {
    const saved = await checkpoints.save(state.optimizer.state.steps, encodeState(state));
    savedAt = run.now();
    run.report.send({ type: "checkpoint", epoch: state.history.length, ...saved });
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
