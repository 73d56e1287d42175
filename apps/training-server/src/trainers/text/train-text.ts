import { artifactWriter } from "../artifacts.ts";
import { checkpointsIn } from "../checkpoints.ts";
import type { Checkpoints } from "../checkpoints.ts";
import { classificationMetrics } from "../classification-metrics.ts";
import { TrainerFailure } from "../failure.ts";
import { learningRateAfter } from "../learning/learning-rate.ts";
import type { Trainer, TrainerRun } from "../run-trainer.ts";
import { Stopped } from "../stop-request.ts";
import { evaluate, trainEpoch } from "./epoch.ts";
import { exportText } from "./export.ts";
import { loadTextDataset } from "./load.ts";
import type { TextDataset } from "./load.ts";
import type { TextModelShape } from "./models/text-model.ts";
import { TEXT_SIZES, textParams } from "./params.ts";
import type { TextParams } from "./params.ts";
import { idCount } from "./tokenizer.ts";
import type { TrainingState } from "./training-state.ts";
import { encodeState, initialState, restoreState, setWeights, weightsOf } from "./training-state.ts";

const TRAINER = { name: "flash-text", version: "0.1.0" };

/** Checkpoints come after an epoch, but not more often than this: fastText does ten epochs a second. */
const MIN_CHECKPOINT_GAP_MS = 1_000;
/** Inside an epoch that takes longer than this there are checkpoints too: what a crash may cost. */
const MAX_CHECKPOINT_GAP_MS = 60_000;
/** More classes than this do not fit a line of standard output as a confusion matrix. */
const CONFUSION_CLASSES = 50;
/** Momentum or not, below it plain gradient descent hardly moves in a few epochs. */
const SLOW_SGD = 0.05;

export const textTrainer: Trainer = {
  capabilities: {
    type: "capabilities",
    protocol: 1,
    trainer: TRAINER,
    tasks: [{ task_type: "text-classification", models: ["lstm", "gru", "fasttext"] }],
    device: "cpu",
    resume: true,
  },
  async train(run) {
    const startedAt = run.now();
    const params = textParams(run.job);
    const dataset = await loadTextDataset(run, params);
    const checkpoints = checkpointsIn(run.folders.checkpoint, dataset.fingerprint);
    const state = await startOrResume(run, { params, dataset, checkpoints });
    announce(run, params, dataset, state);
    await trainAllEpochs(run, { params, dataset, checkpoints, state });
    await finish(run, { params, dataset, state, startedAt });
  },
};

interface Session {
  readonly params: TextParams;
  readonly dataset: TextDataset;
  readonly checkpoints: Checkpoints;
  readonly state: TrainingState;
}

async function startOrResume(
  { job, resume, report }: TrainerRun,
  { params, dataset, checkpoints }: Omit<Session, "state">,
): Promise<TrainingState> {
  const fresh = (): TrainingState => initialState(shapeOf(params, dataset, job.classes.length), params, job.seed);
  if (!resume) {
    await checkpoints.clear();
    return fresh();
  }
  const restored = await checkpoints.restoreNewest(
    (stored) => restoreState(fresh(), stored),
    (problem) => report.send({ type: "warning", code: "checkpoint_ignored", message: problem }),
  );
  return restored ?? fresh();
}

function shapeOf({ model }: TextParams, { preprocess }: TextDataset, classes: number): TextModelShape {
  const { embedding } = model === "fasttext" ? TEXT_SIZES.fasttext : TEXT_SIZES.recurrent;
  return { model, vocabulary: idCount(preprocess), classes, embedding, hidden: TEXT_SIZES.recurrent.hidden };
}

function announce({ job, report }: TrainerRun, params: TextParams, dataset: TextDataset, state: TrainingState): void {
  const epoch = state.history.length;
  report.send({
    type: "started",
    protocol: 1,
    trainer: TRAINER,
    device: "cpu",
    threads: 1,
    model: params.model,
    ...(epoch > 0 ? { resumed_from_epoch: epoch } : {}),
    train_count: dataset.train.texts.length,
    val_count: dataset.validation.texts.length,
    class_count: job.classes.length,
  });
  if (dataset.skipped > 0) {
    const message = "Records with a blank input or label were left out.";
    report.send({ type: "warning", code: "rows_skipped", message, count: dataset.skipped });
  }
  if (params.optimizer === "sgd" && params.learningRate < SLOW_SGD) {
    const message = `SGD learns little in a few epochs at a learning rate of ${params.learningRate}: try 0.1 to 1, or Adam.`;
    report.send({ type: "warning", code: "learning_rate_low", message });
  }
}

async function trainAllEpochs(run: TrainerRun, session: Session): Promise<void> {
  const { params, dataset, state } = session;
  run.report.send({ type: "phase", name: "train", total: dataset.train.texts.length * params.epochs });
  const saver = checkpointSaver(run, session);
  const onBatch = progressReporter(run, session);
  while (state.history.length < params.epochs) {
    const learningRate = learningRateAfter(params, losses(state));
    const end = await trainEpoch(state, dataset.train, {
      batchSize: params.batchSize,
      learningRate,
      async afterBatch(rowsDone) {
        onBatch(rowsDone);
        if (run.stop.requested) return "pause";
        await saver.saveAfter(MAX_CHECKPOINT_GAP_MS);
        return "go on";
      },
    });
    if (end === "paused") {
      await saver.saveAfter(0);
      throw new Stopped();
    }
    const isGood = end === "done" && (await closeEpoch(run, session, learningRate));
    if (!isGood) return giveUp(run, session, learningRate);
    await saver.saveAfter(MIN_CHECKPOINT_GAP_MS);
  }
}

const losses = ({ history }: TrainingState): number[] => history.map(({ val_loss }) => val_loss);

/** Validates, keeps the weights if they are the best so far, and reports. @returns false if the loss is no number. */
async function closeEpoch(
  run: TrainerRun,
  { params, dataset, state }: Session,
  learningRate: number,
): Promise<boolean> {
  const validation = await evaluate(state.model, dataset.validation, () => undefined);
  const { position } = state;
  if (position === undefined || !Number.isFinite(validation.loss)) return false;
  const rows = dataset.train.texts.length;
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
function giveUp({ report }: TrainerRun, { state }: Session, learningRate: number): void {
  const message = `Training diverged in epoch ${state.history.length + 1}: lower the learning rate (it was ${learningRate}).`;
  if (state.best === undefined) throw new TrainerFailure("diverged", message);
  report.send({
    type: "warning",
    code: "diverged",
    message: `${message} The model is that of epoch ${state.best.epoch}.`,
  });
}

function checkpointSaver(
  run: TrainerRun,
  { checkpoints, state }: Session,
): { saveAfter(gapMs: number): Promise<void> } {
  let savedAt = run.now();
  return {
    async saveAfter(gapMs) {
      if (run.now() - savedAt < gapMs) return;
      const saved = await checkpoints.save(state.optimizer.state.steps, encodeState(state));
      savedAt = run.now();
      run.report.send({ type: "checkpoint", epoch: state.history.length, ...saved });
    },
  };
}

function progressReporter(run: TrainerRun, { params, dataset, state }: Session): (rowsDone: number) => void {
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

interface Trained {
  readonly params: TextParams;
  readonly dataset: TextDataset;
  readonly state: TrainingState;
  readonly startedAt: number;
}

async function finish(run: TrainerRun, { params, dataset, state, startedAt }: Trained): Promise<void> {
  const { job, folders, report } = run;
  const { best } = state;
  if (best === undefined) throw new Error("training ended without an epoch");
  setWeights(state.model, best.weights);
  report.send({ type: "phase", name: "evaluate", total: dataset.validation.texts.length });
  const validation = await evaluate(state.model, dataset.validation, () => stopIfAsked(run));
  const scores = classificationMetrics(job.classes, dataset.validation.labels, validation.predicted);
  const metrics = {
    model: params.model,
    seed: job.seed,
    train_count: dataset.train.texts.length,
    val_count: dataset.validation.texts.length,
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

/** After training the last checkpoint is enough: what follows is done again from there. */
function stopIfAsked({ stop }: TrainerRun): void {
  if (stop.requested) throw new Stopped();
}
