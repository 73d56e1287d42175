import { expect, test } from "vitest";
import { denseNetwork } from "./dense-network.ts";
import { seededRandom } from "./random.ts";

const SIZES = [3, 5, 4, 2];
const ROWS = 6;

function setUp() {
  const random = seededRandom(3);
  const numbers = (length: number) => Float64Array.from({ length }, () => random.next() * 2 - 1);
  const network = denseNetwork({ floats: Float64Array, random }, SIZES);
  // The last layer begins at zero, which would hide a wrong gradient of the layers before.
  for (const { values } of network.parameters) values.set(numbers(values.length));
  return { network, inputs: numbers(ROWS * 3), targets: numbers(ROWS * 2) };
}

test("gradients are those of central differences", () => {
  const { network, inputs, targets } = setUp();
  const errors = () => Float64Array.from(network.forward(inputs, ROWS), (value, at) => value - (targets[at] ?? 0));
  const loss = () => errors().reduce((sum, error) => sum + error ** 2 / 2, 0);
  network.backward(errors());
  for (const { name, values, gradient } of network.parameters) {
    for (let at = 0; at < values.length; at += 1) {
      const kept = values[at] ?? 0;
      values[at] = kept + 1e-6;
      const above = loss();
      values[at] = kept - 1e-6;
      const below = loss();
      values[at] = kept;
      expect(gradient[at], `${name}[${at}]`).toBeCloseTo((above - below) / 2e-6, 5);
    }
  }
});

test("at first every answer is as likely as any", () => {
  const network = denseNetwork({ floats: Float32Array, random: seededRandom(1) }, [2, 8, 3]);
  expect([...network.forward(Float32Array.of(1, -2), 1)]).toEqual([0, 0, 0]);
});
