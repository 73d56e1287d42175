import type { TrainerJob } from "@flash/schemas";
import { checkpointsIn } from "../checkpoints.ts";
import { seededRandom } from "../learning/random.ts";
import type { Trainer, TrainerRun } from "../run-trainer.ts";
import { bestOf, evaluateBest, exportAndReport } from "../training/finish.ts";
import type { ExportModel } from "../training/finish.ts";
import { progressKeeper } from "../training/progress-keeper.ts";
import { startOrResume } from "../training/start-or-resume.ts";
import { trainAllEpochs } from "../training/training-loop.ts";
import { initialState, restoreState, snapshotOf } from "../training/training-state.ts";
import type { TrainingState } from "../training/training-state.ts";
import { exportText } from "./export.ts";
import { loadTextDataset } from "./load.ts";
import type { TextDataset } from "./load.ts";
import { textModel } from "./models/text-model.ts";
import type { TextModel, TextModelShape } from "./models/text-model.ts";
import { TEXT_SIZES, textParams } from "./params.ts";
import type { TextParams } from "./params.ts";
import { textLearner } from "./text-learner.ts";
import { idCount } from "./tokenizer.ts";

const TRAINER = { name: "flash-text", version: "0.1.0" };

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
    const { job } = run;
    const startedAt = run.now();
    const params = textParams(job);
    const dataset = await loadTextDataset(run, params);
    const checkpoints = checkpointsIn(run.folders.checkpoint, dataset.fingerprint);
    const { model, state } = await startOrResume(run, checkpoints, {
      fresh: () => freshStart(job, params, dataset),
      restore: (fresh, stored) => ({ ...fresh, state: restoreState(fresh.state, stored) }),
    });
    announce(run, params, dataset, state.history.length);
    const learner = textLearner(model, dataset);
    const keeper = progressKeeper(run, checkpoints, () => snapshotOf(state));
    const session = { params, learner, state, keeper };
    await trainAllEpochs(run, session);
    const validation = await evaluateBest(run, session);
    const { trainCount, truth } = learner;
    const { history } = state;
    const trained = { model: params.model, history, bestEpoch: bestOf(state).epoch, trainCount, truth, startedAt };
    const exportModel: ExportModel = (artifacts) => exportText(artifacts, { job, model, dataset });
    await exportAndReport(run, trained, { validation, exportModel });
  },
};

interface Start {
  readonly model: TextModel;
  readonly state: TrainingState;
}

function freshStart({ seed, classes }: TrainerJob, params: TextParams, dataset: TextDataset): Start {
  const random = seededRandom(seed);
  const model = textModel({ floats: Float32Array, random }, shapeOf(params, dataset, classes.length));
  return { model, state: initialState(model.parameters, params.optimizer, random) };
}

function shapeOf({ model }: TextParams, { preprocess }: TextDataset, classes: number): TextModelShape {
  const { embedding } = model === "fasttext" ? TEXT_SIZES.fasttext : TEXT_SIZES.recurrent;
  return { model, vocabulary: idCount(preprocess), classes, embedding, hidden: TEXT_SIZES.recurrent.hidden };
}

function announce({ job, report }: TrainerRun, params: TextParams, dataset: TextDataset, epoch: number): void {
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
