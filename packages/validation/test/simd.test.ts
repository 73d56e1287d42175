import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile, inBase64, WASM_MODULES } from "../build-wasm.ts";
import { readFile } from "node:fs/promises";
import type { Dialect } from "../src/csv/dialect.ts";
import type { RowReader, RowSink } from "../src/csv/row-reader.ts";
import { MAX_COLUMNS } from "../src/csv/cell-marks.ts";
import { ScalarRowReader } from "../src/csv/scalar-row-reader.ts";
import { newAccelerator } from "../src/csv/simd-row-reader.ts";

const accelerated = await newAccelerator();

/** Each row, refusal and tally as text: what a reader tells of a file. */
function tellingsOf(
  bytes: Uint8Array,
  cuts: readonly number[],
  newReader: (sink: RowSink) => RowReader,
): { told: string[]; plain: boolean[] } {
  const told: string[] = [];
  const plain: boolean[] = [];
  const reader = newReader({
    row(row) {
      const stored = Math.min(row.count, MAX_COLUMNS);
      const cells = Array.from({ length: stored }, (_, index) => [
        row.starts[index],
        row.ends[index],
        row.cellMarks[index],
      ]);
      const text = Buffer.from(row.bytes.subarray(row.start, row.end)).toString("latin1");
      const { number, line, quoteLine, fileOffset, count, marks, quote, delimiter } = row;
      told.push(JSON.stringify({ number, line, quoteLine, fileOffset, count, marks, quote, delimiter, cells, text }));
      plain.push(row.isKnownPlain);
    },
    rowTooLong({ number, line, quoteLine, fileOffset }, insideQuotes) {
      told.push(JSON.stringify({ number, line, fileOffset, insideQuotes, quoteLine: insideQuotes ? quoteLine : null }));
    },
  });
  let start = 0;
  for (const end of [...cuts.map((cut) => cut % (bytes.length + 1)).sort((one, other) => one - other), bytes.length]) {
    reader.push(bytes.subarray(start, end));
    start = end;
  }
  reader.finish();
  const { newline, blankLines, refused } = reader;
  told.push(JSON.stringify({ newline, blankLines, refused }));
  return { told, plain };
}

const COMMON: Dialect = { delimiter: ",", quote: '"' };
const DIALECTS: readonly Dialect[] = [COMMON, { delimiter: ";", quote: "'" }, { delimiter: "\t", quote: '"' }];

/** Of rows that were told: whether their text is. */
function arePlain(told: readonly string[]): boolean[] {
  const texts = told.flatMap((one) =>
    [...one.matchAll(/"text":("(?:[^"\\]|\\.)*")\}$/gu)].map(([, text = ""]) => text),
  );
  // eslint-disable-next-line no-control-regex
  return texts.map((text) => !/[\0\x80-\xff]/u.test(String(JSON.parse(text))));
}

/** Bytes that mean something to a reader, runs that end at the edges of what is looked at in one step, and rows of many cells. */
const piece = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...Array.from("a,b\"'\n\r; \t1")) },
  { weight: 3, arbitrary: fc.constantFrom('""', '","', "\r\n", "\0", "é", "\xff") },
  { weight: 1, arbitrary: fc.integer({ min: 14, max: 70 }).map((length) => "x".repeat(length)) },
  { weight: 1, arbitrary: fc.constant(",;\t".repeat(150)) },
);
const file = fc
  .tuple(fc.array(piece, { maxLength: 250, size: "max" }), fc.integer({ min: 1, max: 50 }))
  .map(([pieces, times]) => Buffer.from(pieces.join("").repeat(times), "latin1"));

function simd(dialect: Dialect, maxRowBytes: number) {
  return (sink: RowSink): RowReader => {
    const reader = accelerated(dialect, { maxRowBytes, sink });
    if (reader === undefined) throw new Error("there is no memory for a reader");
    return reader;
  };
}

const scalar = (dialect: Dialect, maxRowBytes: number) => (sink: RowSink) =>
  new ScalarRowReader(dialect, { maxRowBytes, sink });

/** Longer runs: `FLASH_FUZZ_RUNS=100000 npx vitest run packages/validation/test/simd.test.ts --testTimeout=0`. */
const RUNS = Number(process.env["FLASH_FUZZ_RUNS"] ?? 60);

describe("the reader with SIMD", () => {
  test.each(DIALECTS)("tells the very same as the scalar one, whatever the bytes and chunks: %j", (dialect) => {
    const limit = fc.constantFrom(1_024, 4_194_304);
    fc.assert(
      fc.property(file, fc.array(fc.nat(), { maxLength: 20 }), limit, (bytes, cuts, maxRowBytes) => {
        const fast = tellingsOf(bytes, cuts, simd(dialect, maxRowBytes));
        const reference = tellingsOf(bytes, [], scalar(dialect, maxRowBytes));
        expect(fast.told).toEqual(reference.told);
      }),
      { numRuns: RUNS },
    );
  });

  test("knows exactly which rows are plain ASCII", () => {
    fc.assert(
      fc.property(file, fc.array(fc.nat(), { maxLength: 20 }), (bytes, cuts) => {
        const { told, plain } = tellingsOf(bytes, cuts, simd(COMMON, 4_194_304));
        expect(plain).toEqual(arePlain(told));
      }),
      { numRuns: RUNS },
    );
  });
});

describe("the scalar reader", () => {
  test("tells the very same wherever its window ends", () => {
    fc.assert(
      fc.property(file, fc.constantFrom(1, 2, 3, 7, 64), fc.constantFrom(20, 4_194_304), (bytes, step, maxRowBytes) => {
        const some = bytes.subarray(0, 2_000);
        const cuts = Array.from({ length: Math.floor(some.length / step) }, (_, index) => index * step);
        const whole = tellingsOf(some, [], scalar(COMMON, maxRowBytes));
        expect(tellingsOf(some, cuts, scalar(COMMON, maxRowBytes)).told).toEqual(whole.told);
      }),
      { numRuns: RUNS },
    );
  });

  test("takes no row for plain ASCII that is not", () => {
    fc.assert(
      fc.property(file, fc.array(fc.nat(), { maxLength: 20 }), (bytes, cuts) => {
        const { told, plain } = tellingsOf(bytes, cuts, scalar(COMMON, 4_194_304));
        const known = arePlain(told);
        expect(plain.filter((isPlain, row) => isPlain && known[row] === false)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  test("knows rows that are plain, and each single byte that is not, wherever it stands", () => {
    const cell = "a cell of more than thirty-two bytes,";
    for (const quote of ["", '"']) {
      for (let at = 0; at < cell.length - 1; at++) {
        const row = (byte: string) => `${quote}${cell.slice(0, at)}${byte}${cell.slice(at + 1, -1)}${quote},b\n`;
        const bytes = Buffer.from(row("x") + row("\0") + row("\x80") + row("\xff") + row("\t"), "latin1");
        const { plain } = tellingsOf(bytes, [], scalar(COMMON, 4_194_304));
        expect(plain.slice(1, 4), `${quote} ${at}`).toEqual([false, false, false]);
        // Nothing that is not plain is near to them.
        expect(plain[0], `${quote} ${at}`).toBe(true);
      }
    }
  });
});

test.each(WASM_MODULES)("the module is what its source compiles to: $kept", { timeout: 60_000 }, async (module) => {
  const decoded = (text: string): string =>
    [...text.matchAll(/"([A-Za-z0-9+/=]+)"/gu)].map(([, part]) => part).join("");
  expect(decoded(await readFile(module.kept, "utf8"))).toBe(decoded(inBase64(await compile(module))));
});
