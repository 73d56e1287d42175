import { describe, expect, test } from "vitest";
import { optimizerFor } from "./optimizer.ts";
import { clipGradients, parameter, table, touchRows } from "./parameter.ts";
import { seededRandom } from "./random.ts";

const init = { floats: Float64Array, random: seededRandom(1) };
const zeros = (name: string, ...shape: number[]) => parameter(init, name, shape, 0);

describe("Adam", () => {
  test("moves by the learning rate at first, whatever the size of the gradient", () => {
    const one = zeros("w", 2);
    one.gradient.set([1000, -0.001]);
    optimizerFor("adam", [one]).step([one], 0.01);
    expect(one.values[0]).toBeCloseTo(-0.01, 8);
    expect(one.values[1]).toBeCloseTo(0.01, 6);
  });

  test("takes the steps of the published algorithm", () => {
    const one = zeros("w", 1);
    const adam = optimizerFor("adam", [one]);
    const [beta1, beta2, rate] = [0.9, 0.999, 0.1];
    let [m, v, expected] = [0, 0, 0];
    for (const [index, slope] of [1, -2, 0.5].entries()) {
      one.gradient[0] = slope;
      adam.step([one], rate);
      m = beta1 * m + (1 - beta1) * slope;
      v = beta2 * v + (1 - beta2) * slope ** 2;
      const [mHat, vHat] = [m / (1 - beta1 ** (index + 1)), v / (1 - beta2 ** (index + 1))];
      expected -= (rate * mHat) / (Math.sqrt(vHat) + 1e-8);
    }
    expect(one.values[0]).toBeCloseTo(expected, 12);
  });
});

test("SGD gathers momentum", () => {
  const one = zeros("w", 1);
  const sgd = optimizerFor("sgd", [one]);
  for (const expected of [-0.1, -0.29, -0.561]) {
    one.gradient[0] = 1;
    sgd.step([one], 0.1);
    expect(one.values[0]).toBeCloseTo(expected, 12);
  }
});

test.each(["adam", "sgd"] as const)("%s leaves the rows of a table alone that the batch did not touch", (name) => {
  const embedding = table(init, "e", [4, 2], 0, 10);
  const optimizer = optimizerFor(name, [embedding]);
  touchRows(embedding, { rows: Int32Array.of(3, 1), count: 2 });
  embedding.gradient.set([1, 1, -1, -1]);
  optimizer.step([embedding], 0.01);
  const [first, second] = [embedding.values[6] ?? 0, embedding.values[2] ?? 0];
  expect([...embedding.values]).toEqual([0, 0, second, second, 0, 0, first, first]);
  expect(first).toBeCloseTo(-0.1, 6);
  expect(second).toBeCloseTo(0.1, 6);
});

test("gradients are clipped by their joint norm, and short ones left alone", () => {
  const [a, b] = [zeros("a", 1), zeros("b", 1)];
  a.gradient[0] = 3;
  b.gradient[0] = 4;
  expect(clipGradients([a, b], 10)).toBe(5);
  expect([a.gradient[0], b.gradient[0]]).toEqual([3, 4]);
  expect(clipGradients([a, b], 1)).toBe(5);
  expect(a.gradient[0]).toBeCloseTo(0.6, 12);
  expect(b.gradient[0]).toBeCloseTo(0.8, 12);
});
