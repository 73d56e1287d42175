import { denseNodes } from "../../onnx/dense-nodes.ts";
import { checkpointsIn } from "../checkpoints.ts";
import { denseNetwork } from "../learning/dense-network.ts";
import type { DenseNetwork } from "../learning/dense-network.ts";
import { seededRandom } from "../learning/random.ts";
import type { TrainerRun } from "../run-trainer.ts";
import { denseLearner } from "../training/dense-learner.ts";
import { bestOf, evaluateBest } from "../training/finish.ts";
import { progressKeeper } from "../training/progress-keeper.ts";
import { startOrResume } from "../training/start-or-resume.ts";
import { trainAllEpochs } from "../training/training-loop.ts";
import { initialState, restoreState, snapshotOf } from "../training/training-state.ts";
import type { TrainingState } from "../training/training-state.ts";
import { SCORES } from "./export.ts";
import type { TableDataset } from "./load.ts";
import { ONNX_INPUT } from "./onnx-names.ts";
import type { TableParams } from "./params.ts";
import type { TrainedTable } from "./trained-table.ts";

const WEIGHT_DECAY = 1e-4;

/** Two hidden layers. @param announce - called once, with the epochs that a checkpoint already has. */
export async function trainNetwork(
  run: TrainerRun,
  { params, dataset, announce }: { params: TableParams; dataset: TableDataset; announce: (epochs: number) => void },
): Promise<TrainedTable> {
  const checkpoints = checkpointsIn(run.folders.checkpoint, dataset.fingerprint);
  const { network, state } = await startOrResume(run, checkpoints, {
    fresh: () => freshStart(run.job.seed, params, dataset),
    restore: (fresh, stored) => ({ ...fresh, state: restoreState(fresh.state, stored) }),
  });
  announce(state.history.length);
  const learner = denseLearner(network, { ...dataset, weightDecay: WEIGHT_DECAY });
  const keeper = progressKeeper(run, checkpoints, () => snapshotOf(state));
  const session = { params, learner, state, keeper };
  await trainAllEpochs(run, session);
  const validation = await evaluateBest(run, session);
  return {
    history: state.history,
    bestEpoch: bestOf(state).epoch,
    validation,
    part: denseNodes(network.layers, ONNX_INPUT, SCORES),
    sampleScores: network.forward(dataset.validation.inputs.subarray(0, dataset.width), 1),
  };
}

function freshStart(
  seed: number,
  { hiddenSize, optimizer }: TableParams,
  { width, goal }: TableDataset,
): { network: DenseNetwork; state: TrainingState } {
  const random = seededRandom(seed);
  const outputs = goal.kind === "classes" ? goal.count : 1;
  const network = denseNetwork({ floats: Float32Array, random }, [width, hiddenSize, hiddenSize, outputs]);
  return { network, state: initialState(network.parameters, optimizer, random) };
}
