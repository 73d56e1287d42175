import type { TrainerEventOf } from "@flash/schemas";
import { classificationMetrics } from "../classification-metrics.ts";
import { regressionMetrics } from "../regression-metrics.ts";

/** Everything that is measured on held-out rows, for metrics.json; and what of it an event says. */
export interface Scores {
  readonly all: object;
  readonly accuracy: number | undefined;
  readonly metrics: Record<string, number>;
  readonly confusion: number[][] | undefined;
}

/** More classes than this do not fit a line of standard output as a confusion matrix. */
const CONFUSION_CLASSES = 50;

/** @param classes - empty for a regression. @param truth, predicted - class numbers or values, row by row. */
export function scoresOf(classes: readonly string[], truth: readonly number[], predicted: readonly number[]): Scores {
  if (classes.length === 0) {
    const all = regressionMetrics(truth, predicted);
    return { all, accuracy: undefined, metrics: { ...all }, confusion: undefined };
  }
  const all = classificationMetrics(classes, truth, predicted);
  const { accuracy, majority_baseline, macro_f1 } = all;
  const confusion = classes.length <= CONFUSION_CLASSES ? all.confusion.map((row) => [...row]) : undefined;
  return { all, accuracy, metrics: { majority_baseline, macro_f1 }, confusion };
}

/** What an epoch's line says of the held-out rows. */
export function epochScores(
  classes: readonly string[],
  truth: readonly number[],
  predicted: readonly number[],
): Pick<TrainerEventOf<"epoch">, "val_accuracy" | "metrics"> {
  if (classes.length === 0) {
    const { r2, rmse } = regressionMetrics(truth, predicted);
    return { metrics: { r2, rmse } };
  }
  return { val_accuracy: truth.filter((label, row) => label === predicted[row]).length / truth.length };
}
