import { availableParallelism } from "node:os";
import type { TrainerJob } from "@flash/schemas";
import { env, InferenceSession } from "onnxruntime-web";
import { encodeOnnx } from "../../onnx/model.ts";
import { checkpointsIn } from "../checkpoints.ts";
import { TrainerFailure } from "../failure.ts";
import { denseNetwork } from "../learning/dense-network.ts";
import type { DenseNetwork } from "../learning/dense-network.ts";
import { seededRandom } from "../learning/random.ts";
import { standardisationOf, standardise } from "../learning/standardisation.ts";
import type { Standardisation } from "../learning/standardisation.ts";
import type { Trainer, TrainerRun } from "../run-trainer.ts";
import { denseLearner } from "../training/dense-learner.ts";
import type { NumericRows } from "../training/dense-learner.ts";
import { bestOf, evaluateBest, exportAndReport } from "../training/finish.ts";
import type { ExportModel } from "../training/finish.ts";
import { progressKeeper } from "../training/progress-keeper.ts";
import { startOrResume } from "../training/start-or-resume.ts";
import { trainAllEpochs } from "../training/training-loop.ts";
import { initialState, restoreState, snapshotOf } from "../training/training-state.ts";
import type { TrainingState } from "../training/training-state.ts";
import { FEATURE_COUNT, FEATURES, PICTURE_SIZE, PIXELS } from "./backbone-graph.ts";
import type { BackboneGraph } from "./backbone-graph.ts";
import { loadBackbone } from "./backbone.ts";
import { loadPictures } from "./dataset.ts";
import type { PictureSet } from "./dataset.ts";
import { exportImages } from "./export.ts";
import { extractFeatures } from "./features.ts";
import type { PictureFeatures } from "./features.ts";
import { imageParams, substitutionFor, USED_MODEL } from "./params.ts";
import type { ImageParams } from "./params.ts";
import type { ImagePreprocess } from "./preprocess.ts";

const TRAINER = { name: "flash-image", version: "0.1.0" };

const PREPROCESS: ImagePreprocess = {
  version: 1,
  size: PICTURE_SIZE,
  resize: "triangle",
  channels: "RGB",
  background: 255,
  scale: 1 / 255,
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
};

const WEIGHT_DECAY = 1e-4;
const THREADS = Math.min(4, availableParallelism());

export const imageTrainer: Trainer = {
  capabilities: {
    type: "capabilities",
    protocol: 1,
    trainer: TRAINER,
    tasks: [{ task_type: "image-classification", models: [USED_MODEL] }],
    device: "cpu",
    resume: true,
  },
  async train(run) {
    const { job } = run;
    const startedAt = run.now();
    const params = imageParams(job);
    const set = await loadPictures(run);
    const checkpoints = checkpointsIn(run.folders.checkpoint, set.fingerprint);
    const { network, state } = await startOrResume(run, checkpoints, {
      fresh: () => freshStart(job, params),
      restore: (fresh, stored) => ({ ...fresh, state: restoreState(fresh.state, stored) }),
    });
    announce(run, params, set, state.history.length);
    const backbone = await loadBackbone();
    const features = await extractFeatures(run, await sessionOf(backbone), { ...set, preprocess: PREPROCESS });
    const { train, validation, standardisation } = sidesOf(features);
    const goal = { kind: "classes", count: job.classes.length } as const;
    const learner = denseLearner(network, { train, validation, goal, weightDecay: WEIGHT_DECAY });
    const keeper = progressKeeper(run, checkpoints, () => snapshotOf(state));
    const session = { params, learner, state, keeper };
    await trainAllEpochs(run, session);
    const measured = await evaluateBest(run, session);
    const { trainCount, truth } = learner;
    const { history } = state;
    const trained = { model: USED_MODEL, history, bestEpoch: bestOf(state).epoch, trainCount, truth, startedAt };
    const exportModel: ExportModel = async (artifacts) => {
      const head = { layer: headOf(network), standardisation };
      const sample = { pixels: features.sample ?? new Float32Array(), logits: firstAnswer(network, validation) };
      await exportImages(artifacts, { job, backbone, head, preprocess: PREPROCESS, sample });
    };
    await exportAndReport(run, trained, { validation: measured, exportModel });
  },
};

function freshStart(
  { seed, classes }: TrainerJob,
  { optimizer }: ImageParams,
): { network: DenseNetwork; state: TrainingState } {
  const random = seededRandom(seed);
  const network = denseNetwork({ floats: Float32Array, random }, [FEATURE_COUNT, classes.length]);
  return { network, state: initialState(network.parameters, optimizer, random) };
}

function announce({ job, report }: TrainerRun, params: ImageParams, { pictures }: PictureSet, epoch: number): void {
  const substitution = substitutionFor(params);
  const trainCount = pictures.filter(({ side }) => side === "train").length;
  report.send({
    type: "started",
    protocol: 1,
    trainer: TRAINER,
    device: "cpu",
    threads: THREADS,
    model: USED_MODEL,
    ...(substitution === undefined ? {} : { substitution }),
    ...(epoch > 0 ? { resumed_from_epoch: epoch } : {}),
    train_count: trainCount,
    val_count: pictures.length - trainCount,
    class_count: job.classes.length,
  });
}

async function sessionOf({ nodes, initializers }: BackboneGraph): Promise<InferenceSession> {
  env.wasm.numThreads = THREADS;
  return InferenceSession.create(
    encodeOnnx({
      name: "flash-image-features",
      nodes,
      initializers,
      inputs: [{ name: PIXELS, type: "float32", dims: ["images", 3, PICTURE_SIZE, PICTURE_SIZE] }],
      outputs: [{ name: FEATURES, type: "float32", dims: ["images", FEATURE_COUNT] }],
      metadata: {},
    }),
  );
}

/** Splits the features by side and standardises both by what is trained on. @throws TrainerFailure `bad_input` */
function sidesOf({ pictures, values }: PictureFeatures): {
  train: NumericRows;
  validation: NumericRows;
  standardisation: Standardisation;
} {
  const rowsOf = (side: string): NumericRows => {
    const rows = [...pictures.entries()].filter(([, picture]) => picture.side === side);
    if (rows.length === 0) throw new TrainerFailure("bad_input", `no picture of split.json's ${side} can be decoded`);
    const inputs = new Float32Array(rows.length * FEATURE_COUNT);
    for (const [at, [row]] of rows.entries())
      inputs.set(values.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT), at * FEATURE_COUNT);
    return { inputs, targets: rows.map(([, { label }]) => label) };
  };
  const [train, validation] = [rowsOf("train"), rowsOf("validation")];
  const standardisation = standardisationOf(train.inputs, FEATURE_COUNT);
  for (const { inputs } of [train, validation]) standardise(inputs, standardisation);
  return { train, validation, standardisation };
}

function headOf({ layers }: DenseNetwork): DenseNetwork["layers"][number] {
  const [head] = layers;
  if (head === undefined) throw new Error("the head has no layer");
  return head;
}

const firstAnswer = (network: DenseNetwork, { inputs }: NumericRows): Float32Array =>
  Float32Array.from(network.forward(inputs.subarray(0, FEATURE_COUNT), 1));
