import { DroppableProblem } from "@flash/schemas";
import { describe, expect, test } from "vitest";
import { describeProblem } from "./describe-problem.ts";
import { reportAsText } from "./report-as-text.ts";
import { compareProblems, isOfRows } from "./problem-traits.ts";
import { exampleProblem, PROBLEM_CODES } from "../../test/example-problems.ts";
import { reportOf } from "../../test/report-of.ts";

describe("each problem code", () => {
  test("has its place in reports, in the order of the schema", () => {
    const problems = PROBLEM_CODES.map((code) => ({ code, severity: "error" }) as const).toReversed();
    expect(problems.toSorted(compareProblems).map(({ code }) => code)).toEqual(PROBLEM_CODES);
  });

  test("can be mended by dropping its rows if the schema of fixes says so, and only then", () => {
    expect(PROBLEM_CODES.filter(isOfRows).toSorted()).toEqual(DroppableProblem.options.toSorted());
  });

  test.each(PROBLEM_CODES)("%s has one sentence and one remedy, for one and for many", (code) => {
    for (const count of [1, 2_000]) {
      const { sentence, remedy } = describeProblem(exampleProblem(code, count));
      expect(sentence).toMatch(/^[\p{Lu}\d“].*\.$/u);
      expect(remedy).toMatch(/^\p{Lu}.*\.$/u);
      expect(sentence + remedy).not.toMatch(/undefined|\[object|NaN/);
      expect(sentence).not.toMatch(/\b1 \w+[^s]s\b/);
    }
  });
});

test("a sentence names what was found and what to do about it", () => {
  const report = reportOf("Text;label\nx;a\n");
  expect(report.problems.map((problem) => describeProblem(problem).sentence)).toEqual([
    "There is no column “input”; found: “Text”, “label”.",
  ]);
  expect(report.problems.map((problem) => describeProblem(problem).remedy)).toEqual([
    "Rename “Text” to “input” in the first line, if that is the one.",
  ]);
});

test("a report reads as plain text", () => {
  const report = reportOf('input,label\n"one\ntwo",a\n,b\nthree,b\nfour,a,x\nfive, b\n');
  const digest = report.digest.hex;
  expect(reportAsText(report)).toBe(`The dataset is not valid.

Size:    52 bytes, sha-256 ${digest}
Format:  UTF-8, separated by comma, LF line ends, columns “input”, “label”
Rows:    5 rows, 3 kept, dropped: 1 too many cells, 1 no input
Columns: 2
  “input”: text, 3 values, 1 missing, 4 to 7 characters, median 5, mean 5.33, 95 % up to 7
  “label”: category, 2 values
Classes: 2
  “b”: 2 rows
  “a”: 1 row

Errors:
  1 row has more than 2 cells. (too_many_cells)
    Put text that contains the delimiter in quotes.
    At row 4, line 6

Warnings:
  1 row without an input was dropped. (empty_input)
    Fill the input in, or leave it: training goes on without these rows.
    At row 2, line 4, column “input”
  1 label had space around it, which was removed. (label_trimmed)
    Nothing needs to be done.
    At row 5, line 7, column “label”
  1 class has a single row: “a”. (single_row_class)
    Add examples of these classes, or remove them: one row cannot be both learned from and tested with.
`);
});
