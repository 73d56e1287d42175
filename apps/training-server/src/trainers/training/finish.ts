import { artifactWriter } from "../artifacts.ts";
import type { ArtifactWriter } from "../artifacts.ts";
import type { TrainerRun } from "../run-trainer.ts";
import type { EpochRow } from "./epoch-row.ts";
import type { Validation } from "./learner.ts";
import { scoresOf } from "./scores.ts";
import type { TrainingSession } from "./training-loop.ts";
import { setWeights } from "./training-state.ts";

/** What training came to. */
export interface Trained {
  /** The model's name, for metrics.json. */
  readonly model: string;
  readonly history: readonly EpochRow[];
  /** The epoch whose weights are in the model: that of the lowest validation loss. */
  readonly bestEpoch: number;
  readonly trainCount: number;
  /** Of the held-out rows. */
  readonly truth: readonly number[];
  /** On its clock. */
  readonly startedAt: number;
}

/** Writes the artifacts of one kind of model; all but metrics and manifest. */
export type ExportModel = (artifacts: ArtifactWriter) => Promise<void>;

/** Puts the best epoch's weights into the model and measures them: the phase `evaluate`. */
export async function evaluateBest(run: TrainerRun, { learner, state, keeper }: TrainingSession): Promise<Validation> {
  // A checkpoint from here on holds these instead of the last weights; nothing is trained any more, so none are missed.
  setWeights(learner.parameters, bestOf(state).weights);
  const total = learner.truth.length;
  run.report.send({ type: "phase", name: "evaluate", total });
  return learner.validate(async (done) => {
    run.report.progress({ phase: "evaluate", done, total });
    await keeper.betweenBatches();
  });
}

export function bestOf(state: TrainingSession["state"]): NonNullable<typeof state.best> {
  if (state.best === undefined) throw new Error("training ended without an epoch");
  return state.best;
}

/** The phase `export` and the result. */
export async function exportAndReport(
  { job, folders, report, now }: TrainerRun,
  { model, history, bestEpoch, trainCount, truth, startedAt }: Trained,
  { validation, exportModel }: { validation: Validation; exportModel: ExportModel },
): Promise<void> {
  const { all, accuracy, metrics, confusion } = scoresOf(job.classes, truth, validation.predicted);
  report.send({ type: "phase", name: "export" });
  const artifacts = artifactWriter(folders.out, report);
  await exportModel(artifacts);
  await artifacts.writeJson("metrics", "metrics.json", {
    model,
    seed: job.seed,
    train_count: trainCount,
    val_count: truth.length,
    best_epoch: bestEpoch,
    val_loss: validation.loss,
    ...all,
    epochs: history,
  });
  await artifacts.finish(job.job_id);
  report.send({
    type: "result",
    ...(accuracy === undefined ? {} : { val_accuracy: accuracy }),
    val_loss: validation.loss,
    metrics,
    best_epoch: bestEpoch,
    ...(confusion === undefined ? {} : { confusion }),
    artifacts_file: "manifest.json",
    duration_ms: now() - startedAt,
  });
}
