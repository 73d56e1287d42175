import { describe, expect, test } from "vitest";
import { learningRateAfter } from "./learning-rate.ts";

const constant = { learningRate: 0.1, stepLr: null, reduceLrOnPlateau: null };
const ratesOver = (plan: Parameters<typeof learningRateAfter>[0], losses: readonly number[]) =>
  [...losses, 0].map((_, epoch) => Number(learningRateAfter(plan, losses.slice(0, epoch)).toPrecision(6)));

test("without a schedule the rate stays", () => {
  expect(ratesOver(constant, [3, 2, 1])).toEqual([0.1, 0.1, 0.1, 0.1]);
});

test("step LR multiplies by gamma every step size epochs", () => {
  const plan = { ...constant, stepLr: { stepSize: 2, gamma: 0.5 } };
  expect(ratesOver(plan, [1, 1, 1, 1, 1])).toEqual([0.1, 0.1, 0.05, 0.05, 0.025, 0.025]);
});

describe("reduce LR on plateau", () => {
  const plan = { ...constant, reduceLrOnPlateau: { factor: 0.1, patience: 1, minLr: 0.0005 } };

  test("waits for more than patience epochs without improvement, and then starts to wait anew", () => {
    expect(ratesOver(plan, [1, 0.9, 0.95, 0.91, 0.92, 0.93])).toEqual([0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.001]);
  });

  test("does not take a hair for an improvement", () => {
    expect(ratesOver(plan, [1, 0.99999, 0.99998])).toEqual([0.1, 0.1, 0.1, 0.01]);
  });

  test("stops at the least rate, but never raises a lower one", () => {
    expect(
      ratesOver(
        plan,
        Array.from({ length: 9 }, () => 1),
      ).at(-1),
    ).toBe(0.0005);
    expect(learningRateAfter({ ...plan, learningRate: 0.0001 }, [1, 1, 1])).toBe(0.0001);
  });

  test("multiplies with step LR", () => {
    expect(ratesOver({ ...plan, stepLr: { stepSize: 2, gamma: 0.5 } }, [1, 1, 1])).toEqual([0.1, 0.1, 0.05, 0.005]);
  });
});
