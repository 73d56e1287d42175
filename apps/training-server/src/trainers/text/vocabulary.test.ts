import { expect, test } from "vitest";
import { vocabularyBuilder } from "./vocabulary.ts";

test("a vocabulary holds the frequent tokens of the training rows, most frequent first, ties by name", () => {
  const builder = vocabularyBuilder();
  const first = builder.add(["b", "a", "c", "c", "c", "once"], true);
  const second = builder.add(["b", "a"], true);
  const held = builder.add(["held", "held", "a"], false);
  const { tokens, idOf } = builder.finish({ vocabularyLimit: 100, minCount: 2 });
  expect(tokens).toEqual(["c", "a", "b"]);
  const idsOf = (text: Int32Array) => Array.from(text, (number) => idOf[number]);
  expect(idsOf(first)).toEqual([4, 3, 2, 2, 2, 1]);
  expect(idsOf(second)).toEqual([4, 3]);
  expect(idsOf(held)).toEqual([1, 1, 3]);
});

test("the limit counts padding and unknown", () => {
  const builder = vocabularyBuilder();
  builder.add(["a", "a", "b", "b", "b", "c", "c"], true);
  expect(builder.finish({ vocabularyLimit: 4, minCount: 2 }).tokens).toEqual(["b", "a"]);
});

test("a text without tokens is one unknown", () => {
  const builder = vocabularyBuilder();
  const text = builder.add([], true);
  expect(Array.from(text, (number) => builder.finish({ vocabularyLimit: 9, minCount: 1 }).idOf[number])).toEqual([1]);
});
