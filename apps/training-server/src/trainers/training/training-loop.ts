import { TrainerFailure } from "../failure.ts";
import { learningRateAfter } from "../learning/learning-rate.ts";
import type { LearningRatePlan } from "../learning/learning-rate.ts";
import type { TrainerRun } from "../run-trainer.ts";
import { lossesOf } from "./epoch-row.ts";
import { trainEpoch } from "./epoch.ts";
import type { Learner } from "./learner.ts";
import type { ProgressKeeper } from "./progress-keeper.ts";
import { progressReporter } from "./progress-report.ts";
import { epochScores } from "./scores.ts";
import type { TrainingState } from "./training-state.ts";
import { weightsOf } from "./training-state.ts";

export interface TrainingParams extends LearningRatePlan {
  readonly epochs: number;
  readonly batchSize: number;
}

export interface TrainingSession {
  readonly params: TrainingParams;
  readonly learner: Learner;
  readonly state: TrainingState;
  readonly keeper: ProgressKeeper;
}

/** Trains what is missing of the epochs; afterwards `state.best` is set. @throws TrainerFailure `diverged` without one. */
export async function trainAllEpochs(run: TrainerRun, session: TrainingSession): Promise<void> {
  const { params, learner, state, keeper } = session;
  const { trainCount } = learner;
  run.report.send({ type: "phase", name: "train", total: trainCount * params.epochs });
  const rowsDoneBefore = state.history.length * trainCount + (state.position?.batchesDone ?? 0) * params.batchSize;
  const report = progressReporter(run, { rowsPerEpoch: trainCount, epochs: params.epochs, rowsDoneBefore });
  const reportProgress = (rowsDone: number): void => report(state.history.length, rowsDone);
  while (state.history.length < params.epochs) {
    const learningRate = learningRateAfter(params, lossesOf(state.history));
    const end = await trainEpoch(learner, state, {
      batchSize: params.batchSize,
      learningRate,
      async afterBatch(rowsDone) {
        reportProgress(rowsDone);
        await keeper.betweenBatches();
      },
    });
    const closed = end === "done" && (await closeEpoch(run, session, { learningRate, reportProgress }));
    if (!closed) return giveUp(run, session, learningRate);
    await keeper.afterEpoch();
  }
}

/** Validates, keeps the weights if they are the best so far, and reports. @returns false if the loss is no number. */
async function closeEpoch(
  run: TrainerRun,
  { params, learner, state, keeper }: TrainingSession,
  { learningRate, reportProgress }: { learningRate: number; reportProgress: (rowsDone: number) => void },
): Promise<boolean> {
  const { trainCount, truth } = learner;
  const { classes } = run.job;
  const validation = await learner.validate(async () => {
    // The agent takes silence for a hang, and there may be many rows to validate with.
    reportProgress(trainCount);
    await keeper.betweenBatches();
  });
  const { position } = state;
  if (position === undefined || !Number.isFinite(validation.loss)) return false;
  const row = {
    epoch: state.history.length + 1,
    train_loss: position.loss / trainCount,
    ...(classes.length > 0 ? { train_accuracy: position.correct / trainCount } : {}),
    val_loss: validation.loss,
    ...epochScores(classes, truth, validation.predicted),
    learning_rate: learningRate,
    duration_ms: Math.round(position.elapsedMs),
  };
  const best = validation.loss < Math.min(Infinity, ...lossesOf(state.history));
  if (best) state.best = { epoch: row.epoch, weights: weightsOf(learner.parameters) };
  state.history.push(row);
  state.position = undefined;
  run.report.send({ type: "epoch", ...row, epochs: params.epochs, rss_bytes: process.memoryUsage.rss(), best });
  return true;
}

/** The weights are no numbers any more. With a good epoch behind it the run ends with that one, otherwise it fails. */
function giveUp({ report }: TrainerRun, { state }: TrainingSession, learningRate: number): void {
  const message = `Training diverged in epoch ${state.history.length + 1}: lower the learning rate (it was ${learningRate}).`;
  if (state.best === undefined) throw new TrainerFailure("diverged", message);
  report.send({
    type: "warning",
    code: "diverged",
    message: `${message} The model is that of epoch ${state.best.epoch}.`,
  });
}
