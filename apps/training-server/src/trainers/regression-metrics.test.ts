import { expect, test } from "vitest";
import { regressionMetrics } from "./regression-metrics.ts";

test("errors in the target's unit, and the share of the variance that is explained", () => {
  expect(regressionMetrics([1, 2, 3, 6], [1, 2, 5, 6])).toEqual({ r2: 1 - 4 / 14, rmse: 1, mae: 0.5 });
});

test("always saying the mean explains nothing, and worse than that is below zero", () => {
  expect(regressionMetrics([1, 3], [2, 2]).r2).toBe(0);
  expect(regressionMetrics([1, 3], [3, 1]).r2).toBe(-3);
});

test("a held-out part of equal values is met or it is not", () => {
  expect(regressionMetrics([5, 5], [5, 5]).r2).toBe(1);
  expect(regressionMetrics([5, 5], [5, 6]).r2).toBe(0);
});
