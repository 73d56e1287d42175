import { rm } from "node:fs/promises";
import { rulesWith, withTolerance } from "@flash/schemas";
import type { DatasetRules, StoredTrainingConfig } from "@flash/schemas";
import { stratifiedSplit } from "../../split.ts";
import { AttemptFault } from "../attempt/attempt-fault.ts";
import { dataFile, emptyFolder, splitFile, writeWhole } from "../work-folder/attempt-folder.ts";
import type { AttemptFolder } from "../work-folder/attempt-folder.ts";
import { fileSource } from "./file-source.ts";
import type { PreparedData } from "./prepared-data.ts";
import { trainerJobOf } from "./trainer-job.ts";
import { writeImages } from "./write-images.ts";
import { writeTable } from "./write-table.ts";
import { writeText } from "./write-text.ts";

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
  const data = await writeData(folder, config, signal);
  requireRows(config, data.labels.length);
  const job = trainerJobOf(config, classesOf(config, data));
  const split = data.split ?? stratifiedSplit(data.labels, job.split.train, job.seed);
  await writeWhole(splitFile(folder), JSON.stringify(split));
  await writeWhole(folder.job, JSON.stringify(job, null, 2));
  await rm(folder.source, { force: true });
  await writeWhole(folder.prepared, config.dataset.sha256);
}

async function writeData(
  folder: AttemptFolder,
  { task_type, dataset }: StoredTrainingConfig,
  signal: AbortSignal,
): Promise<PreparedData> {
  const source = await fileSource(folder.source);
  const rules = withTolerance(rulesOf(task_type, dataset), dataset.bad_row_share);
  switch (rules.kind) {
    case "text":
      return writeText(source, dataFile(folder), rules, signal);
    case "table":
      return writeTable(source, dataFile(folder), rules, signal);
    case "images":
      return writeImages(source, folder.data, { rules, classes: dataset.classes, signal });
  }
}

/** Those of validation. @throws AttemptFault `bad_data` for limits that only a hand can have written. */
function rulesOf(
  taskType: StoredTrainingConfig["task_type"],
  { limits }: StoredTrainingConfig["dataset"],
): DatasetRules {
  try {
    return rulesWith(taskType, limits);
  } catch (error) {
    throw new AttemptFault("bad_data", `The training config's limits make no sense: ${String(error)}`);
  }
}

/** 0 in a config that was written by hand: not counted. */
function requireRows({ dataset }: StoredTrainingConfig, rows: number): void {
  if (rows === 0) throw new AttemptFault("bad_data", "The dataset has nothing that can be trained on: validate it.");
  if (dataset.rows === 0 || dataset.rows === rows) return;
  throw new AttemptFault(
    "bad_data",
    `This training server reads ${rows} rows in the dataset, its validation counted ${dataset.rows}: bring platform and training server to the same version.`,
  );
}

/** As validation counted them; a config that was written by hand may leave them out. None for a regression. */
function classesOf({ dataset }: StoredTrainingConfig, { labels, classes }: PreparedData): readonly string[] {
  if (classes?.length === 0) return [];
  const found = new Set(labels);
  if (found.size < 2) throw new AttemptFault("bad_data", "The dataset has fewer than two classes.");
  if (dataset.classes.length === 0) return classes ?? [...found].sort();
  const known = new Set(dataset.classes);
  const unknown = [...found].filter((label) => !known.has(label));
  if (unknown.length === 0) return dataset.classes;
  throw new AttemptFault(
    "bad_data",
    `The dataset has classes that its validation did not see: ${unknown.slice(0, 5).join(", ")}.`,
  );
}
