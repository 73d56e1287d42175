import { checkpointsIn } from "../checkpoints.ts";
import { learningRateAfter } from "../learning/learning-rate.ts";
import type { TrainerRun } from "../run-trainer.ts";
import { letEventsIn } from "../stop-request.ts";
import { lossesOf } from "../training/epoch-row.ts";
import type { EpochRow } from "../training/epoch-row.ts";
import { progressKeeper } from "../training/progress-keeper.ts";
import { progressReporter } from "../training/progress-report.ts";
import { epochScores } from "../training/scores.ts";
import { startOrResume } from "../training/start-or-resume.ts";
import { SCORES } from "./export.ts";
import type { TableDataset } from "./load.ts";
import { ONNX_INPUT } from "./onnx-names.ts";
import type { TableParams } from "./params.ts";
import type { TrainedTable } from "./trained-table.ts";
import { boostingSnapshot, restoreBoosting } from "./trees/boosting-state.ts";
import type { BoostingState } from "./trees/boosting-state.ts";
import { Boosting } from "./trees/boosting.ts";
import { startScores, addRound } from "./trees/ensemble.ts";
import { treeNodes } from "./trees/tree-nodes.ts";

/** An epoch is a round of boosting. @param announce - called once, with the rounds that a checkpoint already has. */
export async function trainTrees(
  run: TrainerRun,
  { params, dataset, announce }: { params: TableParams; dataset: TableDataset; announce: (epochs: number) => void },
): Promise<TrainedTable> {
  const checkpoints = checkpointsIn(run.folders.checkpoint, dataset.fingerprint);
  const boosting = new Boosting(dataset);
  const state = await startOrResume<BoostingState>(run, checkpoints, {
    fresh: () => ({ rounds: [], history: [] }),
    restore: (_, stored) => restoreBoosting(stored, boosting.base.length),
  });
  for (const trees of state.rounds) boosting.take(trees);
  announce(state.history.length);
  await boostAllRounds(run, { params, dataset, boosting, state });
  const losses = lossesOf(state.history);
  const bestEpoch = losses.indexOf(Math.min(...losses)) + 1;
  const best = { base: boosting.base, rounds: state.rounds.slice(0, bestEpoch) };
  run.report.send({ type: "phase", name: "evaluate", total: dataset.validation.targets.length });
  const bestBoosting = new Boosting(dataset);
  for (const trees of best.rounds) bestBoosting.take(trees);
  const sampleScores = startScores(best.base, 1);
  for (const trees of best.rounds) addRound(sampleScores, trees, dataset.validation.inputs, dataset.width);
  return {
    history: state.history,
    bestEpoch,
    validation: bestBoosting.measure(),
    part: treeNodes(best, ONNX_INPUT, SCORES),
    sampleScores,
  };
}

interface Session {
  readonly params: TableParams;
  readonly dataset: TableDataset;
  readonly boosting: Boosting;
  readonly state: BoostingState;
}

async function boostAllRounds(run: TrainerRun, session: Session): Promise<void> {
  const { params, dataset, boosting, state } = session;
  const { history, rounds } = state;
  const checkpoints = checkpointsIn(run.folders.checkpoint, dataset.fingerprint);
  const keeper = progressKeeper(run, checkpoints, () => boostingSnapshot(state));
  const rows = dataset.train.targets.length;
  run.report.send({ type: "phase", name: "train", total: rows * params.epochs });
  const report = progressReporter(run, {
    rowsPerEpoch: rows,
    epochs: params.epochs,
    rowsDoneBefore: history.length * rows,
  });
  while (history.length < params.epochs) {
    const startedAt = performance.now();
    const learningRate = learningRateAfter(params, lossesOf(history));
    const trees = boosting.grow({ ...params, learningRate });
    boosting.take(trees);
    rounds.push(trees);
    const row = rowOf(run, session, { learningRate, durationMs: Math.round(performance.now() - startedAt) });
    const best = row.val_loss < Math.min(Infinity, ...lossesOf(history));
    history.push(row);
    run.report.send({ type: "epoch", ...row, epochs: params.epochs, rss_bytes: process.memoryUsage.rss(), best });
    report(history.length - 1, rows);
    await letEventsIn();
    await keeper.betweenBatches();
    await keeper.afterEpoch();
  }
}

function rowOf(
  { job: { classes } }: TrainerRun,
  { dataset, boosting, state }: Session,
  { learningRate, durationMs }: { learningRate: number; durationMs: number },
): EpochRow {
  const training = boosting.measureTraining();
  const validation = boosting.measure();
  const { val_accuracy: train_accuracy } = epochScores(classes, dataset.train.targets, training.predicted);
  return {
    epoch: state.history.length + 1,
    train_loss: training.loss,
    ...(train_accuracy === undefined ? {} : { train_accuracy }),
    val_loss: validation.loss,
    ...epochScores(classes, dataset.validation.targets, validation.predicted),
    learning_rate: learningRate,
    duration_ms: durationMs,
  };
}
