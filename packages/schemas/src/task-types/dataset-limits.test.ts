import { expect, test } from "vitest";
import { DatasetLimits, datasetTerms, rulesWith } from "./dataset-limits.ts";
import { TASK_TYPES } from "./registry.ts";
import { TaskType } from "./task-type.ts";

const TEXT = TASK_TYPES["text-classification"];

test.each(TaskType.options)("%s has its own rules where nothing is changed", (taskType) => {
  const { dataset: rules, maxDatasetBytes } = TASK_TYPES[taskType];
  expect(datasetTerms(taskType)).toEqual({ rules, maxDatasetBytes });
});

test("a deployment changes single limits, and the others stay", () => {
  const limits = DatasetLimits.parse({ "text-classification": { maxRows: 10_000, maxDatasetBytes: 1_000_000 } });
  expect(datasetTerms("text-classification", limits["text-classification"])).toEqual({
    rules: { ...TEXT.dataset, maxRows: 10_000 },
    maxDatasetBytes: 1_000_000,
  });
});

test("a dataset is read again by the rules that it was validated by", () => {
  expect(rulesWith("text-classification", { max_label_characters: 900 })).toEqual({
    ...TEXT.dataset,
    maxLabelCharacters: 900,
  });
  expect(rulesWith("text-classification", undefined)).toEqual(TEXT.dataset);
});

test.each([
  ["a limit that does not exist", { maxRowz: 3 }, /maxRowz.*there is no such limit; there are maxRows/u],
  ["a limit of another kind of dataset", { maxPixels: 3 }, /maxPixels/u],
  ["what a dataset is", { kind: "images" }, /kind/u],
  ["a limit that allows nothing", { maxRows: 0 }, /maxRows/u],
  ["a share above one", { badRowShare: 1.5 }, /badRowShare/u],
  ["more than S3 takes", { maxDatasetBytes: 1e15 }, /maxDatasetBytes/u],
  ["no limits at all", "maxRows=3", /text-classification/u],
])("%s is refused by name", (_, limits, fault) => {
  const { error } = DatasetLimits.safeParse({ "text-classification": limits });
  expect(error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n")).toMatch(fault);
});

test("an unknown task type is refused, and all faults of a known one are told at once", () => {
  expect(DatasetLimits.safeParse({ "text-generation": {} }).success).toBe(false);
  const { error } = DatasetLimits.safeParse({ "text-classification": { maxRows: 0, maxClasses: 1 } });
  expect(error?.issues.map(({ path }) => path.join("."))).toEqual([
    "text-classification.maxRows",
    "text-classification.maxClasses",
  ]);
});
