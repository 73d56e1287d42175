import { rm } from "node:fs/promises";
import { TASK_TYPES } from "@flash/schemas";
import type { StoredTrainingConfig, TextRules } from "@flash/schemas";
import { stratifiedSplit } from "../../split.ts";
import { AttemptFault } from "../attempt/attempt-fault.ts";
import { dataFile, emptyFolder, splitFile, writeWhole } from "../work-folder/attempt-folder.ts";
import type { AttemptFolder } from "../work-folder/attempt-folder.ts";
import { trainerJobOf } from "./trainer-job.ts";
import { writeTextCsv } from "./write-text-csv.ts";

/**
 * Turns the downloaded source into what trainers read: data/, split.json and job.json. The source is deleted.
 *
 * @throws AttemptFault `bad_data`
 */
export async function prepareDataset(
  folder: AttemptFolder,
  config: StoredTrainingConfig,
  signal: AbortSignal,
): Promise<void> {
  await emptyFolder(folder.data);
  const { dataset } = TASK_TYPES[config.task_type];
  switch (dataset.kind) {
    case "text":
      await prepareText(folder, config, { rules: dataset, signal });
      break;
    case "images":
    case "table":
      throw new AttemptFault("unsupported", `This training server cannot read datasets of the kind "${dataset.kind}".`);
  }
  await rm(folder.source, { force: true });
  await writeWhole(folder.prepared, config.dataset.sha256);
}

async function prepareText(
  folder: AttemptFolder,
  config: StoredTrainingConfig,
  { rules, signal }: { rules: TextRules; signal: AbortSignal },
): Promise<void> {
  const labels = await writeTextCsv(folder.source, dataFile(folder), rules, signal);
  requireRows(config, labels.length);
  const job = trainerJobOf(config, classesOf(config, labels));
  await writeWhole(splitFile(folder), JSON.stringify(stratifiedSplit(labels, job.split.train, job.seed)));
  await writeWhole(folder.job, JSON.stringify(job, null, 2));
}

/** 0 in a config that was written by hand: not counted. */
function requireRows({ dataset }: StoredTrainingConfig, rows: number): void {
  if (dataset.rows === 0 || dataset.rows === rows) return;
  throw new AttemptFault(
    "bad_data",
    `This training server reads ${rows} rows in the dataset, its validation counted ${dataset.rows}: bring platform and training server to the same version.`,
  );
}

/** As validation counted them; a config that was written by hand may leave them out. */
function classesOf({ dataset }: StoredTrainingConfig, labels: readonly string[]): readonly string[] {
  const found = new Set(labels);
  if (found.size < 2) throw new AttemptFault("bad_data", "The dataset has fewer than two classes.");
  if (dataset.classes.length === 0) return [...found].sort();
  const known = new Set(dataset.classes);
  const unknown = [...found].filter((label) => !known.has(label));
  if (unknown.length === 0) return dataset.classes;
  throw new AttemptFault(
    "bad_data",
    `The dataset has classes that its validation did not see: ${unknown.slice(0, 5).join(", ")}.`,
  );
}
