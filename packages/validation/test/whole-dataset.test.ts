import { describe, expect, test } from "vitest";
import { DEFAULT_TEXT_RULES, type TextRules } from "@flash/schemas";
import { detailsOf, problemsOf, reportOf } from "./report-of.ts";

const file = (...rows: string[]) => `input,label\n${rows.map((row) => `${row}\n`).join("")}`;
const GOOD = ["one,a", "two,b", "three,a", "four,b"];

describe("errors that only the whole dataset shows", () => {
  test.each<[string, string, Partial<TextRules>, (string | number)[], object]>([
    ["one class", file("one,a", "two,a", "three, a"), {}, ["one_class", 1], { label: "a" }],
    ["numbers for inputs", file("1,a", "-2.5,b", "1e3,a", '"1,000 ",b'), {}, ["input_not_text", 4], {}],
    ["no row with both cells", file(",a", "one,"), {}, ["no_usable_rows", 1], { rows: 2 }],
    ["too few rows", file(...GOOD), { minRows: 5 }, ["too_few_rows", 1], { rows: 4, limit: 5 }],
    ["too many rows", file(...GOOD, ",a"), { maxRows: 4 }, ["too_many_rows", 1], { rows: 5, limit: 4 }],
  ])("%s", (_, content, rules, problem, details) => {
    const report = reportOf(content, rules);
    expect(problemsOf(report)).toContainEqual(problem);
    expect(detailsOf(report, problem[0] as "one_class")).toEqual(details);
    expect(report).toMatchObject({ valid: false, complete: true });
  });

  test("one word among the numbers is enough for text", () => {
    expect(problemsOf(reportOf(file("1,a", "2,b", "three,a", "4,b")))).toEqual([]);
  });

  test("labels beyond the class limit are dropped and counted", () => {
    const report = reportOf(file(...GOOD, "five,c", "six,d", "seven,c"), { maxClasses: 2 });
    expect(problemsOf(report)).toEqual([
      ["too_many_classes", 3, ...[5, 6, 7].map((row) => `row ${row}, line ${row + 1}, column “label”`)],
    ]);
    expect(report).toMatchObject({ rows: { kept: 4, dropped: { tooManyClasses: 3 } }, classes: { count: 2 } });
  });

  test("labels are measured in characters, after trimming", () => {
    const rules = { maxLabelCharacters: 3 };
    const fits = `five,  ${"🎬".repeat(3)}  `;
    expect(reportOf(file(...GOOD, fits), rules).rows.kept).toBe(5);
    const report = reportOf(file(...GOOD, fits, "six,abcd", "seven,abcd"), rules);
    expect(problemsOf(report)[0]).toEqual([
      "label_too_long",
      2,
      "row 6, line 7, column “label”",
      "row 7, line 8, column “label”",
    ]);
    expect(report.rows.dropped.labelTooLong).toBe(2);
  });
});

describe("warnings that only the whole dataset shows", () => {
  test("space around labels is removed and counted", () => {
    const report = reportOf(file("one, a", "two,b ", "three,a", 'four,"\u00a0b"'));
    expect(problemsOf(report)).toEqual([
      ["label_trimmed", 3, ...[1, 2, 4].map((row) => `row ${row}, line ${row + 1}, column “label”`)],
    ]);
    expect(report.classes.list.map(({ label, rows }) => [label, rows])).toEqual([
      ["a", 2],
      ["b", 2],
    ]);
  });

  test("labels that differ only by case", () => {
    const report = reportOf(file("one,Spam", "two,ham", "three,spam", "four,ham", "five,Spam", "six,spam"));
    expect(problemsOf(report)).toEqual([["labels_differ_by_case", 1]]);
    expect(detailsOf(report, "labels_differ_by_case")).toEqual({ groups: [["Spam", "spam"]] });
  });

  test("classes with a single row", () => {
    const report = reportOf(file(...GOOD, "five,c", "six,d"));
    expect(problemsOf(report)).toEqual([["single_row_class", 2]]);
    expect(detailsOf(report, "single_row_class")).toEqual({ labels: ["c", "d"] });
  });

  test("classes of very different size", () => {
    const many = Array.from({ length: 20 }, (_, index) => `text ${index},a`);
    expect(problemsOf(reportOf(file(...many, "one,b", "two,b", "three,b")))).toEqual([]);
    const report = reportOf(file(...many, "one,b", "two,b"));
    expect(problemsOf(report)).toEqual([["class_imbalance", 1]]);
    expect(detailsOf(report, "class_imbalance")).toEqual({
      largest: { label: "a", rows: 20 },
      smallest: { label: "b", rows: 2 },
    });
  });

  test("repeated rows, and the same input with another label", () => {
    const report = reportOf(file(...GOOD, "one,a", '"one",a', "one,b", "One,a", "one,a"));
    expect(problemsOf(report)).toEqual([
      ["duplicate_rows", 3, "row 5, line 6", "row 6, line 7", "row 9, line 10"],
      ["conflicting_labels", 1, "row 7, line 8"],
      ["leaked_rows", 2],
    ]);
    expect(detailsOf(report, "duplicate_rows")).toEqual({ atLeast: false });
  });

  test("very long inputs, measured in characters", () => {
    const rules = { longInputCharacters: 10 };
    const report = reportOf(file(...GOOD, `${"é".repeat(10)},a`, `${"é".repeat(11)},b`), rules);
    expect(problemsOf(report)).toEqual([["long_input", 1, "row 6, line 7, column “input”"]]);
  });

  test("few rows", () => {
    const report = reportOf(file(...GOOD), DEFAULT_TEXT_RULES);
    expect(problemsOf(report)).toEqual([["few_rows", 1]]);
    expect(report.valid).toBe(true);
  });
});

describe("what the report tells besides problems", () => {
  test("lengths in characters, with a histogram", () => {
    const lengths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100];
    const report = reportOf(file(...lengths.map((length, index) => `${"é".repeat(length)},${index % 2}`)));
    expect(report.inputLength).toEqual({
      min: 1,
      median: 5,
      mean: 14.5,
      p95: 100,
      max: 100,
      histogram: [
        { from: 1, to: 1, rows: 1 },
        { from: 2, to: 3, rows: 2 },
        { from: 4, to: 7, rows: 4 },
        { from: 8, to: 15, rows: 2 },
        { from: 64, to: 127, rows: 1 },
      ],
    });
  });

  test("classes by size, the first three inputs of each, cut to 200 characters", () => {
    const long = "🎬".repeat(300);
    const report = reportOf(file("one,b", `${long},a`, "two,a", "three,a", "four,a", "five,b"));
    expect(report.classes).toEqual({
      count: 2,
      list: [
        { label: "a", rows: 4, samples: ["🎬".repeat(200), "two", "three"] },
        { label: "b", rows: 2, samples: ["one", "five"] },
      ],
    });
  });

  test("at most ten places of each problem, and all of them counted", () => {
    const report = reportOf(file(...GOOD, ...Array.from({ length: 500 }, () => ",a")));
    expect(report.problems[0]).toMatchObject({ code: "empty_input", count: 500 });
    expect(report.problems[0]?.places).toHaveLength(10);
    expect(reportOf(file(",a"), { placesPerProblem: 0 }).problems[0]?.places).toEqual([]);
  });

  test("a hundred thousand labels, if the rules allow them", () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => `text ${index},label ${index}`);
    const report = reportOf(file(...rows), { maxClasses: 100_000 });
    expect(report.classes.count).toBe(100_000);
    expect(report.classes.list).toHaveLength(1_000);
    expect(problemsOf(report)).toEqual([["single_row_class", 100_000]]);
  });
});
