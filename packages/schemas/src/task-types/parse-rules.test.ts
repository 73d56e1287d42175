import * as z from "zod";
import { expect, test } from "vitest";
import { parseRules } from "./parse-rules.ts";
import { TASK_TYPES } from "./registry.ts";
import { TaskType } from "./task-type.ts";

test.each(TaskType.options)("%s has its own rules where nothing is changed", (taskType) => {
  expect(parseRules(taskType)).toEqual(TASK_TYPES[taskType].dataset);
});

test("a deployment changes single limits, and the others stay", () => {
  const { dataset } = TASK_TYPES["text-classification"];
  expect(parseRules("text-classification", { maxRows: 10_000, badRowShare: 0.01 })).toEqual({
    ...dataset,
    maxRows: 10_000,
    badRowShare: 0.01,
  });
});

test.each([
  ["a limit that does not exist", { maxRowz: 3 }],
  ["a limit of another kind", { maxPixels: 3 }],
  ["another kind", { kind: "images" }],
  ["a limit that allows nothing", { maxRows: 0 }],
  ["a share above one", { badRowShare: 1.5 }],
  ["no limits at all", "maxRows=3"],
])("%s is refused", (_, overrides) => {
  expect(() => parseRules("text-classification", overrides)).toThrow(z.core.$ZodError);
});
