import { expect, test } from "vitest";
import { spreadOf } from "./spread.ts";

test.each([
  [[1, 3], { mean: 2, deviation: 1 }],
  [[10, 20, 30, 40], { mean: 25, deviation: Math.sqrt(125) }],
  [[1e300, 3e300], { mean: 2e300, deviation: 1e300 }],
  [[1e-300, 3e-300], { mean: 2e-300, deviation: 1e-300 }],
])("of %j it is %o, whether or not a number can hold their squares", (values, { mean, deviation }) => {
  const spread = spreadOf(values);
  expect(spread.mean / mean).toBeCloseTo(1, 12);
  expect(spread.deviation / deviation).toBeCloseTo(1, 12);
});

test("equal numbers have none, though adding up a tenth of them each rounds", () => {
  expect(spreadOf(Array.from({ length: 47 }, () => 0.1))).toEqual({ mean: 0.1, deviation: 0 });
});

test("ends of all numbers lie too far apart", () => {
  expect(spreadOf([1.7e308, 1.7e308, 1.7e308, -1.7e308]).deviation).toBe(Infinity);
});
