import type { Trainer, TrainerRun } from "../run-trainer.ts";
import { exportAndReport } from "../training/finish.ts";
import { exportTable } from "./export.ts";
import { loadTable } from "./load.ts";
import type { TableDataset } from "./load.ts";
import { tableParams } from "./params.ts";
import type { TableParams } from "./params.ts";
import { trainNetwork } from "./train-network.ts";
import { trainTrees } from "./train-trees.ts";

const TRAINER = { name: "flash-table", version: "0.1.0" };
const MODELS = ["gbt", "mlp"];

export const tableTrainer: Trainer = {
  capabilities: {
    type: "capabilities",
    protocol: 1,
    trainer: TRAINER,
    tasks: [
      { task_type: "tabular-classification", models: MODELS },
      { task_type: "tabular-regression", models: MODELS },
    ],
    device: "cpu",
    resume: true,
  },
  async train(run) {
    const startedAt = run.now();
    const params = tableParams(run.job);
    const dataset = await loadTable(run);
    const announce = (epoch: number): void => sendStarted(run, params, dataset, epoch);
    const train = params.model === "gbt" ? trainTrees : trainNetwork;
    const { history, bestEpoch, validation, part, sampleScores } = await train(run, { params, dataset, announce });
    const trained = {
      model: params.model,
      history,
      bestEpoch,
      trainCount: dataset.train.targets.length,
      truth: dataset.validation.targets,
      startedAt,
    };
    await exportAndReport(run, trained, {
      validation,
      exportModel: (artifacts) => exportTable(artifacts, { job: run.job, dataset, part, sampleScores }),
    });
  },
};

function sendStarted({ job, report }: TrainerRun, { model }: TableParams, dataset: TableDataset, epoch: number): void {
  report.send({
    type: "started",
    protocol: 1,
    trainer: TRAINER,
    device: "cpu",
    threads: 1,
    model,
    ...(epoch > 0 ? { resumed_from_epoch: epoch } : {}),
    train_count: dataset.train.targets.length,
    val_count: dataset.validation.targets.length,
    class_count: job.classes.length,
  });
}
