import { TrainerFailure } from "../failure.ts";
import { learningRateAfter } from "../learning/learning-rate.ts";
import type { TrainerRun } from "../run-trainer.ts";
import { evaluate, trainEpoch } from "./epoch.ts";
import type { TextDataset } from "./load.ts";
import type { TextParams } from "./params.ts";
import type { ProgressKeeper } from "./progress-keeper.ts";
import type { TrainingState } from "./training-state.ts";
import { weightsOf } from "./training-state.ts";

export interface TextSession {
  readonly params: TextParams;
  readonly dataset: TextDataset;
  readonly state: TrainingState;
  readonly keeper: ProgressKeeper;
}

/** Trains what is missing of the epochs; afterwards `state.best` is set. @throws TrainerFailure `diverged` without one. */
export async function trainAllEpochs(run: TrainerRun, session: TextSession): Promise<void> {
  const { params, dataset, state, keeper } = session;
  run.report.send({ type: "phase", name: "train", total: dataset.train.texts.length * params.epochs });
  const reportProgress = progressReporter(run, session);
  while (state.history.length < params.epochs) {
    const learningRate = learningRateAfter(params, losses(state));
    const end = await trainEpoch(state, dataset.train, {
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

const losses = ({ history }: TrainingState): number[] => history.map(({ val_loss }) => val_loss);

/** Validates, keeps the weights if they are the best so far, and reports. @returns false if the loss is no number. */
async function closeEpoch(
  run: TrainerRun,
  { params, dataset, state, keeper }: TextSession,
  { learningRate, reportProgress }: { learningRate: number; reportProgress: (rowsDone: number) => void },
): Promise<boolean> {
  const rows = dataset.train.texts.length;
  const validation = await evaluate(state.model, dataset.validation, async () => {
    // The agent takes silence for a hang, and there may be many rows to validate with.
    reportProgress(rows);
    await keeper.betweenBatches();
  });
  const { position } = state;
  if (position === undefined || !Number.isFinite(validation.loss)) return false;
  const row = {
    epoch: state.history.length + 1,
    train_loss: position.loss / rows,
    train_accuracy: position.correct / rows,
    val_loss: validation.loss,
    val_accuracy: validation.accuracy,
    learning_rate: learningRate,
    duration_ms: Math.round(position.elapsedMs),
  };
  const best = validation.loss < Math.min(Infinity, ...losses(state));
  if (best) state.best = { epoch: row.epoch, weights: weightsOf(state.model) };
  state.history.push(row);
  state.position = undefined;
  run.report.send({ type: "epoch", ...row, epochs: params.epochs, rss_bytes: process.memoryUsage.rss(), best });
  return true;
}

/** The weights are no numbers any more. With a good epoch behind it the run ends with that one, otherwise it fails. */
function giveUp({ report }: TrainerRun, { state }: TextSession, learningRate: number): void {
  const message = `Training diverged in epoch ${state.history.length + 1}: lower the learning rate (it was ${learningRate}).`;
  if (state.best === undefined) throw new TrainerFailure("diverged", message);
  report.send({
    type: "warning",
    code: "diverged",
    message: `${message} The model is that of epoch ${state.best.epoch}.`,
  });
}

function progressReporter(run: TrainerRun, { params, dataset, state }: TextSession): (rowsDone: number) => void {
  const rows = dataset.train.texts.length;
  const total = rows * params.epochs;
  const startedAt = run.now();
  const doneBefore = state.history.length * rows + (state.position?.batchesDone ?? 0) * params.batchSize;
  return (rowsDone) => {
    const done = state.history.length * rows + rowsDone;
    const perMs = (done - doneBefore) / Math.max(1, run.now() - startedAt);
    run.report.progress({
      phase: "train",
      done,
      total,
      epoch: state.history.length + 1,
      items_per_second: Math.round(perMs * 1_000),
      ...(perMs > 0 ? { eta_ms: Math.round((total - done) / perMs) } : {}),
    });
  };
}
