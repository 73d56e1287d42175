import { expect, test } from "vitest";
import { mendedName } from "./mended-file.ts";

test.each([
  ["bad.csv", "bad (fixed).csv"],
  ["a.b.tsv", "a.b (fixed).tsv"],
  ["rows", "rows (fixed)"],
  [".csv", ".csv (fixed)"],
])("%s becomes %s", (name, expected) => {
  expect(mendedName(name, false)).toBe(expected);
});

test.each(["rows.jsonl", "rows.csv.gz", "rows.parquet", "rows"])("what was %s and is CSV now is called so", (name) => {
  expect(mendedName(name, true)).toBe("rows (fixed).csv");
});
