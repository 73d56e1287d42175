import { describe, expect, test } from "vitest";
import { DatasetProblem } from "./dataset-problem.ts";
import { DatasetReport } from "./dataset-report.ts";
import { DatasetRules, DEFAULT_TEXT_RULES, TextRules } from "./dataset-rules.ts";

const report = {
  kind: "text",
  valid: false,
  complete: true,
  sizeBytes: 12,
  digest: { algorithm: "sha-256", hex: "0".repeat(64) },
  format: {
    layout: "csv",
    compression: null,
    encoding: "utf-8",
    bom: false,
    delimiter: ",",
    quote: '"',
    newline: "lf",
    columns: ["input", "label"],
  },
  rows: {
    total: 0,
    kept: 0,
    dropped: {
      missingColumn: 0,
      invalidJson: 0,
      unclosedQuote: 0,
      tooFewCells: 0,
      tooManyCells: 0,
      repeatedHeader: 0,
      badCells: 0,
      nestedValue: 0,
      emptyInput: 0,
      emptyLabel: 0,
      labelTooLong: 0,
      tooManyClasses: 0,
    },
    blankLines: 0,
  },
  classes: { count: 0, list: [] },
  tolerance: { badRowShare: 0, badRows: 0, exceeded: false },
  inputLength: null,
  problems: [{ code: "header_only", severity: "error", count: 1, places: [{ line: 1 }], details: {} }],
};

describe("the dataset report", () => {
  test("survives a round trip through JSON", () => {
    expect(DatasetReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  test("refuses a digest that is not 64 lower-case hexadecimal digits", () => {
    const digest = { algorithm: "sha-256", hex: "A".repeat(64) };
    expect(DatasetReport.safeParse({ ...report, digest }).success).toBe(false);
  });

  test("refuses a problem code that is not in the list, and details that belong to another code", () => {
    const place = { severity: "error", count: 1, places: [] };
    expect(DatasetProblem.safeParse({ ...place, code: "gremlins", details: {} }).success).toBe(false);
    expect(DatasetProblem.safeParse({ ...place, code: "one_class", details: { limit: 3 } }).success).toBe(false);
    expect(DatasetProblem.safeParse({ ...place, code: "one_class", details: { label: "a" } }).success).toBe(true);
  });

  test("can be described by JSON Schema", async () => {
    const z = await import("zod");
    expect(z.toJSONSchema(DatasetReport).oneOf).toHaveLength(DatasetReport.options.length);
  });
});

describe("the rules of a text dataset", () => {
  test("are complete without naming a single limit", () => {
    expect(DatasetRules.parse({ kind: "text" })).toEqual(DEFAULT_TEXT_RULES);
    expect(DEFAULT_TEXT_RULES).toMatchObject({ maxRows: 1_000_000, minRows: 2, maxRowBytes: 4_194_304 });
  });

  test("refuse limits that would allow nothing", () => {
    expect(TextRules.safeParse({ kind: "text", maxRows: 0 }).success).toBe(false);
    expect(TextRules.safeParse({ kind: "text", maxClasses: 1 }).success).toBe(false);
  });
});
