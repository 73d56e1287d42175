import { expect, test } from "vitest";
import { modelMetrics } from "./model-metrics.ts";

const SPAM = { class: "spam", precision: 1, recall: 0.5, f1: 0.67, support: 4 };
const HAM = { class: "ham", precision: 0.75, recall: 1, f1: 0.86, support: 6 };

test("scores and confusion of a classifier are read as the trainer writes them", () => {
  const metrics = modelMetrics({
    majority_baseline: 0.6,
    confusion: [
      [6, 0],
      [2, 2],
    ],
    per_class: [HAM, SPAM],
    epochs: [],
  });
  expect(metrics?.classes.map(({ name }) => name)).toEqual(["ham", "spam"]);
  expect(metrics?.confusion).toEqual([
    [6, 0],
    [2, 2],
  ]);
  expect(metrics).toMatchObject({ majorityBaseline: 0.6, errors: null });
});

test("a regression has errors instead of classes", () => {
  expect(modelMetrics({ r2: 0.9, rmse: 1.5, mae: 1 })).toMatchObject({ errors: { rmse: 1.5, mae: 1 }, classes: [] });
});

test("what another trainer has written is not shown", () => {
  for (const other of [null, "text", {}, { per_class: [{ class: 1 }] }]) expect(modelMetrics(other)).toBeNull();
});
