import { artifactWriter } from "../artifacts.ts";
import { classificationMetrics } from "../classification-metrics.ts";
import type { TrainerRun } from "../run-trainer.ts";
import { evaluate } from "./epoch.ts";
import { exportText } from "./export.ts";
import type { TextSession } from "./training-loop.ts";
import { setWeights } from "./training-state.ts";

/** More classes than this do not fit a line of standard output as a confusion matrix. */
const CONFUSION_CLASSES = 50;

/**
 * Measures the best epoch's weights, writes the artifacts and sends the result.
 *
 * @param startedAt - when the run began, on its clock.
 */
export async function finishText(run: TrainerRun, session: TextSession, startedAt: number): Promise<void> {
  const { params, dataset, state, keeper } = session;
  const { job, folders, report } = run;
  const { best } = state;
  if (best === undefined) throw new Error("training ended without an epoch");
  // A checkpoint from here on holds these instead of the last weights; nothing is trained any more, so none are missed.
  setWeights(state.model, best.weights);
  const total = dataset.validation.texts.length;
  report.send({ type: "phase", name: "evaluate", total });
  const validation = await evaluate(state.model, dataset.validation, async (done) => {
    report.progress({ phase: "evaluate", done, total });
    await keeper.betweenBatches();
  });
  const scores = classificationMetrics(job.classes, dataset.validation.labels, validation.predicted);
  const metrics = {
    model: params.model,
    seed: job.seed,
    train_count: dataset.train.texts.length,
    val_count: total,
    best_epoch: best.epoch,
    val_loss: validation.loss,
    ...scores,
    epochs: state.history,
  };
  report.send({ type: "phase", name: "export" });
  await exportText(artifactWriter(folders.out, report), { job, model: state.model, dataset, metrics });
  report.send({
    type: "result",
    val_accuracy: scores.accuracy,
    val_loss: validation.loss,
    metrics: { majority_baseline: scores.majority_baseline, macro_f1: scores.macro_f1 },
    best_epoch: best.epoch,
    ...(job.classes.length <= CONFUSION_CLASSES ? { confusion: scores.confusion.map((row) => [...row]) } : {}),
    artifacts_file: "manifest.json",
    duration_ms: run.now() - startedAt,
  });
}
