import * as fc from "fast-check";
import { DEFAULT_TEXT_RULES, TextReport } from "@flash/schemas";
import { describe, expect, test } from "vitest";
import { createValidator } from "../src/dataset-validator.ts";
import { reportAsText } from "../src/report/report-as-text.ts";
import { readTextExamples } from "../src/text-dataset/read-examples.ts";
import { nastyBytes, nastyFile } from "./nasty-files.ts";
import { SMALL_FILE_RULES } from "./report-of.ts";
import { parquet } from "./parquet.ts";

/** Small, so that limits are reached. */
const TIGHT_RULES = { ...DEFAULT_TEXT_RULES, maxRowBytes: 1_024, maxClasses: 3, maxLabelCharacters: 5, maxRows: 5 };

function validate(bytes: Uint8Array, cuts: readonly number[], rules = TIGHT_RULES): TextReport {
  const validator = createValidator(rules);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((one, other) => one - other);
  let start = 0;
  for (const end of ends) {
    validator.push(bytes.subarray(start, end));
    start = end;
  }
  return validator.finish();
}

describe("whatever the bytes", () => {
  test("any chunks give the same report", () => {
    fc.assert(
      fc.property(nastyFile, fc.array(fc.nat(), { maxLength: 30 }), (bytes, cuts) => {
        expect(validate(bytes, cuts)).toEqual(validate(bytes, []));
      }),
      { numRuns: 1_000 },
    );
  });

  test("any chunks give the same report when the file is longer than what is held back to look at it", () => {
    const long = fc.tuple(fc.array(nastyBytes, { minLength: 1, maxLength: 5 }), fc.integer({ min: 50, max: 150 }));
    fc.assert(
      fc.property(long, fc.array(fc.nat(), { maxLength: 10 }), ([parts, times], cuts) => {
        const block = parts.flatMap((part) => [...part]);
        const bytes = Uint8Array.from([
          ...new TextEncoder().encode("input,label\n"),
          ...Array.from({ length: times }, () => block).flat(),
        ]);
        expect(validate(bytes, cuts)).toEqual(validate(bytes, []));
      }),
      { numRuns: 40 },
    );
  });

  test("nothing is thrown, the report keeps to its schema and can be read", () => {
    fc.assert(
      fc.property(fc.oneof(nastyFile, fc.uint8Array({ maxLength: 300 })), (bytes) => {
        const report = TextReport.parse(validate(bytes, []));
        expect(reportAsText(report)).toContain(report.digest.hex);
      }),
      { numRuns: 1_000 },
    );
  });

  test("the counts add up", () => {
    fc.assert(
      fc.property(nastyFile, (bytes) => {
        const report = validate(bytes, []);
        const { total, kept, dropped } = report.rows;
        const sum = (numbers: number[]) => numbers.reduce((one, other) => one + other, 0);
        expect(kept + sum(Object.values(dropped))).toBe(total);
        expect(sum(report.classes.list.map(({ rows }) => rows))).toBe(kept);
        expect(sum(report.inputLength?.histogram.map(({ rows }) => rows) ?? [])).toBe(kept);
        expect(report.valid).toBe(report.problems.every(({ severity }) => severity === "warning"));
        for (const { count, places } of report.problems) expect(places.length).toBeLessThanOrEqual(count);
      }),
      { numRuns: 1_000 },
    );
  });
});

const cell = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1 }),
  fc.constantFrom('"', ",", "\r\n", 'a "b", c', "é\n", " x"),
);
const table = fc.array(
  fc.record({
    input: cell.filter((text) => text.trim() !== "" && !/^[\p{Cc}\s]*$/u.test(text)),
    label: fc.constantFrom("a", "b", "c,d", 'e"'),
  }),
  { minLength: 1, maxLength: 20 },
);

describe("tables written by the book", () => {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const written = fc
    .record({
      rows: table,
      delimiter: fc.constantFrom(",", ";", "\t", "|"),
      newline: fc.constantFrom("\n", "\r\n", "\r"),
    })
    .map(({ rows, delimiter, newline }) => {
      const lines = rows.map(({ input, label }) => quote(input) + delimiter + quote(label));
      return { rows, text: [`input${delimiter}label`, ...lines].join(newline) };
    });

  test("come back as they were", async () => {
    await fc.assert(
      fc.asyncProperty(written, async ({ rows, text }) => {
        async function* source() {
          yield new TextEncoder().encode(text);
        }
        const examples = [];
        for await (const example of readTextExamples(source(), DEFAULT_TEXT_RULES, parquet)) examples.push(example);
        expect(examples).toEqual(rows.map(({ input, label }) => ({ input: input.toWellFormed(), label })));
      }),
    );
  });

  test("are counted as they are", () => {
    fc.assert(
      fc.property(written, ({ rows, text }) => {
        const report = validate(new TextEncoder().encode(text), [], SMALL_FILE_RULES);
        const classes = Object.fromEntries(report.classes.list.map((facts) => [facts.label, facts.rows]));
        const expected: Record<string, number> = {};
        for (const { label } of rows) expected[label] = (expected[label] ?? 0) + 1;
        expect(classes).toEqual(expected);
        expect(report.inputLength?.max).toBe(Math.max(...rows.map(({ input }) => Array.from(input).length)));
        const pairs = new Set(rows.map(({ input, label }) => JSON.stringify([input, label])));
        const inputs = new Set(rows.map(({ input }) => input));
        const repeated = report.problems
          .filter(({ code }) => code === "duplicate_rows" || code === "conflicting_labels")
          .reduce((sum, { count }) => sum + count, 0);
        expect(repeated).toBe(rows.length - inputs.size);
        expect(pairs.size).toBeGreaterThanOrEqual(inputs.size);
      }),
    );
  });
});
