import { expect, test } from "vitest";
import { ProblemLog } from "../report/problem-log.ts";
import { Repetitions } from "./repetitions.ts";
import { SeenInputs } from "./seen-inputs.ts";

test("repeated inputs are reported in file order, across batches", () => {
  const log = new ProblemLog(10);
  const repetitions = new Repetitions(log);
  const add = (number: number, low: number, high: number, classNumber: number): void =>
    repetitions.add({ number, line: number + 1 }, { low, high }, classNumber);
  for (let row = 1; row <= 600; row++) add(row, row * 4, -row, row % 2);
  add(601, 28, -7, 1);
  add(602, 32, -8, 1);
  add(603, 32, 8, 1);
  repetitions.finish();
  expect(log.list()).toMatchObject([
    { code: "duplicate_rows", count: 1, places: [{ row: 601, line: 602 }], details: { atLeast: false } },
    { code: "conflicting_labels", count: 1, places: [{ row: 602, line: 603 }], details: { atLeast: false } },
  ]);
});

/** @returns the class with which the input was seen first, or -1 when it is new. */
function classOf(seen: SeenInputs, low: number, high: number, classNumber: number): number {
  let first = -1;
  const words = Int32Array.of(low, high, classNumber + 1);
  seen.lookUp(words, (_, mark) => (first = mark - 1));
  return first;
}

test("what was seen is remembered while the table grows, up to its bound, and never beyond", () => {
  const seen = new SeenInputs();
  const spread = (index: number) => Math.imul(index, 0x9e3779b1);
  const inputs = 800_000;
  let forgotten = 0;
  for (let index = 1; index <= inputs; index++) classOf(seen, spread(index), index, index % 3);
  for (let index = 1; index <= inputs; index++) if (classOf(seen, spread(index), index, 9) !== index % 3) forgotten++;
  expect(seen.complete).toBe(false);
  expect(forgotten).toBeGreaterThan(inputs - 700_000);
  expect(forgotten).toBeLessThan(inputs - 600_000);
});

test("fingerprints that were made to collide do not slow the search down for ever", () => {
  const seen = new SeenInputs();
  for (let high = 1; high <= 1_000; high++) classOf(seen, 5, high, 0);
  expect(seen.complete).toBe(false);
  expect(classOf(seen, 5, 1, 0)).toBe(0);
  expect(classOf(seen, 5, 999, 0)).toBe(-1);
});

test("tables that a validation has left to the next say nothing of it, and serve one at a time", () => {
  const inputs = 45_000;
  const left = new SeenInputs();
  for (let low = 1; low <= inputs; low++) classOf(left, low, 0, 0);
  left.release();
  const [one, other] = [new SeenInputs(), new SeenInputs()];
  let found = 0;
  for (let low = 1; low <= inputs; low++) {
    if (classOf(one, low, 0, 1) >= 0) found++;
    if (classOf(other, low, 0, 2) >= 0) found++;
  }
  expect(found).toBe(0);
  for (let low = 1; low <= inputs; low++) if (classOf(one, low, 0, 3) === 1) found++;
  for (let low = 1; low <= inputs; low++) if (classOf(other, low, 0, 3) === 2) found++;
  expect(found).toBe(inputs * 2);
});
