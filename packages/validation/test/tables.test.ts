import { DEFAULT_TABLE_RULES, TableReport, type TableRules } from "@flash/schemas";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTableRows } from "../src/table-dataset/read-table-rows.ts";
import { validateDataset } from "../src/validate-dataset.ts";
import { parquet } from "./parquet.ts";

const RULES: TableRules = { ...DEFAULT_TABLE_RULES, recommendedRows: 0 };

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
const reportOf = async (text: string, rules: Partial<TableRules> = {}): Promise<TableReport> =>
  TableReport.parse(await validateDataset(once(text), { ...RULES, ...rules }));

describe("the columns of a table", () => {
  test.each([
    ["integer", ["1", "-2", "+3", "12345678901234567890"]],
    ["number", ["1", "2.5", ".5", "1e-3"]],
    ["boolean", ["true", "FALSE", "yes", "No"]],
    ["date", ["2026-11-25", "2026-11-25 08:30", "2026-11-25T08:30:00.5Z", "2024-02-29"]],
    ["category", ["red", "blue", "red", "blue"]],
    ["text", ["a text", "another", "1.2.3", "25.11.2026"]],
    ["empty", ["", "NA", " ", "NaN"]],
  ])("%s", async (type, values) => {
    const rows = values.map((value, at) => `${value},${at},${"ab"[at % 2]}\n`).join("");
    const { columns } = await reportOf(`x,id,target\n${rows}`);
    expect(columns[0]).toMatchObject({ name: "x", type });
  });

  test("come with missing and different values, the spread of numbers, and samples", async () => {
    const { columns } = await reportOf("x,target\n2,a\n4,b\n,a\n4,b\nNA,a\n5,b\n5,a\n7,b\n9,a\n4,b\n");
    expect(columns[0]).toEqual({
      name: "x",
      type: "integer",
      missing: 2,
      distinct: { count: 5, atLeast: false },
      numbers: { min: 2, max: 9, mean: 5, deviation: 2 },
      length: null,
      samples: ["2", "4", "5"],
    });
  });

  test("come with the lengths of their texts in characters", async () => {
    const { columns } = await reportOf("note,target\né,a\nfour,b\n7,a\n,b\nquite long,a\nyes,b\n");
    expect(columns[0]).toMatchObject({
      type: "text",
      missing: 1,
      length: {
        min: 1,
        median: 4,
        mean: 5,
        max: 10,
        histogram: [
          { from: 1, to: 1, rows: 1 },
          { from: 4, to: 7, rows: 1 },
          { from: 8, to: 15, rows: 1 },
        ],
      },
    });
  });

  test("count different values up to a thousand", async () => {
    const rows = Array.from({ length: 3_000 }, (_, at) => `${at},${"ab"[at % 2]}\n`).join("");
    const { columns } = await reportOf(`x,target\n${rows}`);
    expect(columns[0]?.distinct).toEqual({ count: 1_000, atLeast: true });
    expect(columns[0]?.numbers).toMatchObject({ min: 0, max: 2_999, mean: 1_499.5 });
  });
});

test("a share of bad rows is tolerated: they are dropped, and their problems are warnings", async () => {
  const rows = Array.from({ length: 99 }, (_, at) => `${at},${at}\n`).join("");
  const text = `x,target\n${rows}100,a lot\n`;
  const tolerant = await reportOf(text, { target: "number", badRowShare: 0.01 });
  expect(tolerant).toMatchObject({
    valid: true,
    rows: { kept: 99, dropped: { targetNotNumber: 1 } },
    tolerance: { badRowShare: 0.01, badRows: 1, exceeded: false },
    problems: [{ code: "target_not_number", severity: "warning" }],
  });
  const strict = await reportOf(text, { target: "number", badRowShare: 0.009 });
  expect(strict).toMatchObject({
    valid: false,
    tolerance: { exceeded: true },
    problems: [{ severity: "error" }],
  });
});

const value = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.integer().map(String),
  fc.constantFrom("", "NA", "1.5", "red", 'a "b", c'),
);
const written = fc.array(fc.tuple(value, value, fc.constantFrom("a", "b", "", "c,d")), { minLength: 1, maxLength: 20 });

test("exactly the rows that the report counts are read, missing values as empty cells", async () => {
  await fc.assert(
    fc.asyncProperty(written, async (rows) => {
      const quoted = rows.map((row) => row.map((cell) => `"${cell.toWellFormed().replaceAll('"', '""')}"`).join(","));
      const text = ["x,y,target", ...quoted].join("\n");
      const report = await reportOf(text);
      const read: (readonly string[])[] = [];
      for await (const row of readTableRows(once(text), RULES, parquet)) read.push(row);
      expect(read.shift()).toEqual(["x", "y", "target"]);
      expect(read).toHaveLength(report.rows.kept);
      expect(read.filter(([x]) => x === "")).toHaveLength(report.columns[0]?.missing ?? 0);
      expect(read.every(([, , target]) => target !== "")).toBe(true);
    }),
    { numRuns: 60 },
  );
});
