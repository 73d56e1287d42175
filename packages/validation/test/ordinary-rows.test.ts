import { DEFAULT_TEXT_RULES } from "@flash/schemas";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { loadAccelerator } from "../src/csv/accelerator.ts";
import { newAccelerator } from "../src/csv/simd-row-reader.ts";
import { createValidator } from "../src/dataset-validator.ts";
import type { OrdinaryCounts } from "../src/rows/ordinary-rows.ts";
import { ProblemLog } from "../src/report/problem-log.ts";
import { Repetitions } from "../src/rows/repetitions.ts";

await loadAccelerator();

/** Words, and what may make a row one that is to be reported. */
const word = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom("good", "bad", "a", "film of the year", "x".repeat(31), "y".repeat(80)) },
  { weight: 20, arbitrary: fc.constantFrom("café", "日本", "🎬", "\u3000", "\u00a0", "ÿ", "\u{10ffff}", "﻿") },
  { weight: 10, arbitrary: fc.constantFrom('""', "\n", "\r\n", ",", " ", "\t", "7") },
  { weight: 1, arbitrary: fc.constantFrom("\0", '"', "x".repeat(400)) },
);
const input = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(" "));
const label = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom("joy", "fear", "läbel", '"q,q"', "label") },
  { weight: 1, arbitrary: fc.constantFrom("", " joy", '"d""d"', "z".repeat(30), "other", "more") },
);
const row = fc.record({ input, label, isQuoted: fc.integer({ min: 0, max: 9 }).map((dice) => dice > 1) });
const separator = fc.constantFrom("\n", "\r\n", "\r");

/** Bytes that no text has, or that only look as if, and a character. */
const oddBytes = fc.constantFrom(
  "\xc3\xa9",
  "\0",
  "\x80",
  "\xff",
  "\xc3",
  "\xe2\x82",
  "\xc0\x80",
  "\xe0\x80\x80",
  "\xed\xa0\x80",
  "\xf0\x80\x80\x80",
  "\xf4\x90\x80\x80",
);

/** So long that most of it is read when labels are known; every row comes many times, some with a number of its own. */
const file = fc
  .record({
    rows: fc.array(row, { minLength: 20, maxLength: 60 }),
    end: separator,
    columns: fc.constantFrom("input,label", "label,input", "id,input,label"),
    isAscii: fc.boolean(),
    odd: fc.array(fc.tuple(oddBytes, fc.integer({ min: 0, max: 39_990 })), { maxLength: 3 }),
  })
  .map(({ rows, end, columns, isAscii, odd }) => {
    const line = (one: string, other: string): string =>
      `${columns
        .replace("input", one)
        .replace("label", other)
        .replace("id", other === "joy" ? "\ufeffid" : "id")}${end}`;
    let text = `${columns}${end}`;
    for (let time = 0; text.length < 40_000; time++) {
      for (const [index, { isQuoted, input: content, label: name }] of rows.entries()) {
        const numbered = index % 3 === 0 ? `${content} ${time}` : content;
        text += line(isQuoted ? `"${numbered}"` : numbered, name);
        if (index === 7 && time % 4 === 0) text += `${columns}${end}${end} ${end}\ufeff${line("joy", "joy")}`;
      }
    }
    // eslint-disable-next-line no-control-regex
    const bytes = Buffer.from(isAscii ? text.replace(/[^\0-\x7f]/gu, "e") : text);
    // A pair of surrogates has become one letter: the file may be shorter than its text was.
    for (const [sequence, place] of odd) bytes.write(sequence, place % bytes.length, "latin1");
    return new Uint8Array(bytes);
  });

const rules = fc.record({
  longInputCharacters: fc.constantFrom(40, 10_000),
  maxClasses: fc.constantFrom(3, 1_000),
  placesPerProblem: fc.constantFrom(2, 1_000),
  badRowShare: fc.constantFrom(0, 0.5),
});

/** Longer runs: as in `simd.test.ts`. */
const RUNS = Number(process.env["FLASH_FUZZ_RUNS"] ?? 50);

test("a scanner that judges ordinary rows by itself comes to the same report and to the same memory of them", () => {
  fc.assert(
    fc.property(file, rules, fc.integer({ min: 1_000, max: 70_000 }), (bytes, tight, chunkBytes) => {
      const [fast, reference] = [true, false].map((accelerate) => {
        const validator = createValidator({ ...DEFAULT_TEXT_RULES, ...tight, maxLabelCharacters: 20 }, { accelerate });
        for (let at = 0; at < bytes.length; at += chunkBytes) validator.push(bytes.subarray(at, at + chunkBytes));
        const judge = validator.state()?.judge;
        return { report: validator.finish(), judge };
      });
      expect(fast).toEqual(reference);
    }),
    { numRuns: RUNS },
  );
});

test("a character that is not ASCII says what a wrong byte is not, wherever it stands", () => {
  const rows = Array.from({ length: 3_000 }, (_, index) => `text number ${index},${"ab"[index % 2]}\n`);
  const bytes = Buffer.from(`input,label\n${rows.join("")}`, "latin1");
  bytes.write("\xc3\xa9", 40_000, "latin1");
  bytes.write("\xe9", 50_000, "latin1");
  const validator = createValidator(DEFAULT_TEXT_RULES);
  validator.push(bytes.subarray(0, 20_000));
  validator.push(bytes.subarray(20_000));
  const found = validator.finish().problems.find(({ code }) => code === "invalid_utf8");
  expect(found?.details).toEqual({});
});

test("files that are read at the same time and after each other have nothing to do with each other", () => {
  const csv = (inputs: number, labels: string): Uint8Array => {
    const rows = Array.from({ length: 8_000 }, (_, row) => `text ${row % inputs},${labels[row % labels.length]}\n`);
    return Buffer.from(`input,label\n${rows.join("")}`);
  };
  const files = [csv(7_000, "ab"), csv(5_000, "bca"), csv(8_000, "dab"), csv(6_000, "ca")];
  const begun = (bytes: Uint8Array, accelerate: boolean) => {
    const validator = createValidator(DEFAULT_TEXT_RULES, { accelerate });
    validator.push(bytes.subarray(0, 70_000));
    return () => {
      validator.push(bytes.subarray(70_000));
      return validator.finish();
    };
  };
  const [first, second, third, fourth] = files.map((bytes) => begun(bytes, false)());
  const [endFirst, endSecond] = files.slice(0, 2).map((bytes) => begun(bytes, true));
  expect(endFirst?.()).toEqual(first);
  const [endThird, endFourth] = files.slice(2).map((bytes) => begun(bytes, true));
  expect(endSecond?.()).toEqual(second);
  expect(endThird?.()).toEqual(third);
  expect(endFourth?.()).toEqual(fourth);
});

test("hardly a row of an ordinary file is looked at one by one, however it is cut, with as many labels as there may be", async () => {
  const accelerated = await newAccelerator();
  const dialect = { delimiter: ",", quote: '"' } as const;
  const labels = Array.from({ length: 20_000 }, (_, index) => ({
    bytes: Buffer.from(`label ${index}`),
    verdict: index,
  }));
  let takeCounts: (() => OrdinaryCounts) | undefined;
  let kept = 0;
  let others = 0;
  const reader = accelerated(dialect, {
    maxRowBytes: 4_194_304,
    sink: {
      ordinary: {
        columns: { count: 2, input: 0, label: 1 },
        longestInput: 10_000,
        takeLabels: () => labels.splice(0),
        repetitions: new Repetitions(new ProblemLog(0)),
        keep: (rows) => void (kept += rows),
        countedBy: (take) => void (takeCounts = take),
      },
      isKnownUtf8: true,
      row: () => void others++,
      rowTooLong: () => void others++,
    },
  });
  const rows = Array.from({ length: 20_000 }, (_, index) => `"täxt, so-called ""${index}""",label ${index}\n`);
  const bytes = Buffer.from(rows.join(""));
  for (let at = 0; at < bytes.length; at += 1_013) reader?.push(bytes.subarray(at, at + 1_013));
  reader?.finish();
  expect(kept).toBe(rows.length);
  expect(takeCounts?.().classes.map((one) => one.rows)).toEqual(rows.map(() => 1));
  expect(others).toBe(0);
});
