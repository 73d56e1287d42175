import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TASK_TYPES, TRAINER_FILES, TrainerSplit } from "@flash/schemas";
import type { DatasetReport, TaskType } from "@flash/schemas";
import { blobSource, validateDataset } from "@flash/validation";
import { CORPUS, type CorpusFile } from "@flash/validation/testing";
import { afterAll, expect, test } from "vitest";
import { trainingConfig } from "../../../test/scene.ts";
import { openAttemptFolder } from "../work-folder/attempt-folder.ts";
import { prepareDataset } from "./prepare-dataset.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "flash-formats-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Of those that a corpus file of that kind may belong to, one. */
function taskTypeOf({ rules }: CorpusFile): TaskType {
  if (rules.kind === "text") return "text-classification";
  if (rules.kind === "images") return "image-classification";
  return rules.target === "number" ? "tabular-regression" : "tabular-classification";
}

/** What trainers find in the split. */
async function recordsOf({ name, bytes }: CorpusFile, taskType: TaskType, report: DatasetReport): Promise<number> {
  const given = trainingConfig();
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const classes = report.classes.list.map(({ label }) => label);
  const dataset = { ...given.dataset, size_bytes: bytes.length, sha256, classes, rows: report.rows.kept };
  const folder = await openAttemptFolder(join(root, createHash("sha256").update(name).digest("hex")), given.token, 1);
  writeFileSync(folder.source, bytes);
  await prepareDataset(folder, { ...given, task_type: taskType, dataset }, new AbortController().signal);
  const split = TrainerSplit.parse(JSON.parse(readFileSync(join(folder.data, TRAINER_FILES.split), "utf8")));
  return split.train.length + split.validation.length;
}

test("every file of the corpus, plain, packed, JSON Lines, Parquet or ZIP, is refused by validation or can be trained on, with the rows that it counts", async () => {
  const trained: string[] = [];
  const train = async (file: CorpusFile): Promise<void> => {
    const taskType = taskTypeOf(file);
    // A corpus of files that a person can read has fewer rows than a dataset needs.
    const rules = { ...TASK_TYPES[taskType].dataset, ...(file.rules.kind !== "images" && { minRows: 2 }) };
    const report = await validateDataset(blobSource(new Blob([file.bytes])), rules, {
      parquet: () => import("@flash/validation/parquet"),
    });
    if (!report.valid) return;
    expect(await recordsOf(file, taskType, report), file.name).toBe(report.rows.kept);
    trained.push(file.name);
  };
  // What is made of another file says the same.
  const files = CORPUS.filter(({ name }) => !/\/(?:packed|of-texts)-/u.test(name));
  // Each waits for the disk several times.
  for (let at = 0; at < files.length; at += 16) await Promise.all(files.slice(at, at + 16).map(train));
  for (const ending of ["csv", "csv.gz", "jsonl", "jsonl.gz", "parquet", "zip"])
    expect(trained.filter((name) => name.endsWith(`.${ending}`)).length, ending).toBeGreaterThan(0);
});
