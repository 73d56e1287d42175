import { checkpointsIn } from "../checkpoints.ts";
import type { Checkpoints } from "../checkpoints.ts";
import type { Trainer, TrainerRun } from "../run-trainer.ts";
import { finishText } from "./finish.ts";
import { loadTextDataset } from "./load.ts";
import type { TextDataset } from "./load.ts";
import type { TextModelShape } from "./models/text-model.ts";
import { TEXT_SIZES, textParams } from "./params.ts";
import type { TextParams } from "./params.ts";
import { progressKeeper } from "./progress-keeper.ts";
import { idCount } from "./tokenizer.ts";
import { trainAllEpochs } from "./training-loop.ts";
import type { TrainingState } from "./training-state.ts";
import { initialState, restoreState } from "./training-state.ts";

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
    const startedAt = run.now();
    const params = textParams(run.job);
    const dataset = await loadTextDataset(run, params);
    const checkpoints = checkpointsIn(run.folders.checkpoint, dataset.fingerprint);
    const state = await startOrResume(run, { params, dataset, checkpoints });
    announce(run, params, dataset, state);
    const session = { params, dataset, state, keeper: progressKeeper(run, checkpoints, state) };
    await trainAllEpochs(run, session);
    await finishText(run, session, startedAt);
  },
};

async function startOrResume(
  { job, resume, report }: TrainerRun,
  { params, dataset, checkpoints }: { params: TextParams; dataset: TextDataset; checkpoints: Checkpoints },
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
