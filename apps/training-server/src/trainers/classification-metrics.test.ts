import { expect, test } from "vitest";
import { classificationMetrics } from "./classification-metrics.ts";

test("accuracy, baseline, confusion and the classes' own figures", () => {
  const metrics = classificationMetrics(["ham", "spam", "never"], [0, 0, 0, 1, 1], [0, 0, 1, 1, 0]);
  expect(metrics).toEqual({
    accuracy: 0.6,
    majority_baseline: 0.6,
    macro_f1: expect.closeTo((4 / 6 + 2 / 4 + 0) / 3, 12),
    confusion: [
      [2, 1, 0],
      [1, 1, 0],
      [0, 0, 0],
    ],
    per_class: [
      { class: "ham", precision: 2 / 3, recall: 2 / 3, f1: 4 / 6, support: 3 },
      { class: "spam", precision: 0.5, recall: 0.5, f1: 0.5, support: 2 },
      { class: "never", precision: 0, recall: 0, f1: 0, support: 0 },
    ],
  });
});
