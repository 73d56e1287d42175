import { describe, expect, test } from "vitest";
import { stratifiedSplit } from "./stratified-split.ts";

const labels = Array.from({ length: 1_000 }, (_, row) => (row % 10 === 0 ? "spam" : row % 97 === 1 ? null : "ham"));
const countOf = (rows: readonly number[], label: string | null) => rows.filter((row) => labels[row] === label).length;

describe("a stratified split", () => {
  const { train, validation } = stratifiedSplit(labels, 0.8, 1);

  test("gives each class the share asked for", () => {
    expect([countOf(train, "spam"), countOf(validation, "spam")]).toEqual([80, 20]);
    expect([countOf(train, "ham"), countOf(validation, "ham")]).toEqual([712, 178]);
  });

  test("has every kept row on exactly one side, in ascending order, and no dropped row", () => {
    const kept = labels.flatMap((label, row) => (label === null ? [] : [row]));
    expect([...train, ...validation].toSorted((a, b) => a - b)).toEqual(kept);
    expect(train).toEqual(train.toSorted((a, b) => a - b));
    expect([countOf(train, null), countOf(validation, null)]).toEqual([0, 0]);
  });

  test("is the same for the same seed and another for another seed", () => {
    expect(stratifiedSplit(labels, 0.8, 1)).toEqual({ train, validation });
    expect(stratifiedSplit(labels, 0.8, 2).validation).not.toEqual(validation);
  });
});

test("a class of two rows is on both sides, a class of one row is trained on", () => {
  const { train, validation } = stratifiedSplit(["a", "a", "b", "c", "c"], 0.95, 7);
  expect([train.length, validation.length]).toEqual([3, 2]);
  expect(train).toContain(2);
  expect(stratifiedSplit(["a", "a", "b", "c", "c"], 0.5, 7).validation).toHaveLength(2);
});

test("a million rows of one class are split without running out of stack", () => {
  const many = Array.from({ length: 1_000_000 }, () => "x");
  expect(stratifiedSplit(many, 0.7, 1).train).toHaveLength(700_000);
});
