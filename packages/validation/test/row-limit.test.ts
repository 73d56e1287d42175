import { describe, expect, test } from "vitest";
import { csvRowReader } from "../src/csv/row-reader.ts";
import type { ByteWindow } from "../src/csv/byte-window.ts";
import { createValidator } from "../src/dataset-validator.ts";
import { detailsOf, problemsOf, reportOf, SMALL_FILE_RULES } from "./report-of.ts";

const GOOD = "one,a\ntwo,b\nthree,a\nfour,b\n";
const CHUNK = new Uint8Array(65_536).fill(0x78);
/** A row of four megabytes, its double while the window grows, and what the collector has not come to; not the gigabyte. */
const MEMORY_BYTES = 128 * 1024 ** 2;

/** Counts the bytes that it is given, and nothing else: 1 GB is over in no time. */
function countingHash() {
  let bytes = 0;
  return {
    update: (chunk: Uint8Array) => void (bytes += chunk.length),
    digest: () => bytes.toString(16).padStart(64, "0"),
  };
}

describe("a row that is too long", () => {
  test("ends the reading; what came before is kept, and all bytes of a gigabyte are still hashed, in bounded memory", () => {
    const validator = createValidator(SMALL_FILE_RULES, { hasher: countingHash() });
    validator.push(new TextEncoder().encode(`input,label\n${GOOD}`));
    const chunks = 2 ** 30 / CHUNK.length;
    const beforeBytes = process.memoryUsage.rss();
    let mostBytes = beforeBytes;
    for (let chunk = 0; chunk < chunks; chunk++) {
      validator.push(CHUNK);
      if (chunk % 256 === 0) mostBytes = Math.max(mostBytes, process.memoryUsage.rss());
    }
    expect(mostBytes - beforeBytes).toBeLessThan(MEMORY_BYTES);
    const report = validator.finish();
    const sizeBytes = 2 ** 30 + 12 + GOOD.length;
    expect(problemsOf(report)).toEqual([["row_too_long", 1, "row 5, line 6"]]);
    expect(detailsOf(report, "row_too_long")).toEqual({ limitBytes: 4_194_304, insideQuotes: false });
    expect(report).toMatchObject({ valid: false, complete: false, sizeBytes, rows: { total: 4, kept: 4 } });
    expect(Number.parseInt(report.digest.hex, 16)).toBe(sizeBytes);
  });

  test("may be the header", () => {
    const report = reportOf("x".repeat(2_000), { maxRowBytes: 1_024 });
    expect(problemsOf(report)).toEqual([["row_too_long", 1, "line 1"]]);
  });

  test("is measured without its line end: as long as the limit is not too long", () => {
    const row = (bytes: number) => `input,label\n${"x".repeat(bytes - 2)},a\r\n${GOOD}`;
    expect(problemsOf(reportOf(row(1_024), { maxRowBytes: 1_024 }))).toEqual([]);
    expect(problemsOf(reportOf(row(1_025), { maxRowBytes: 1_024 }))).toEqual([["row_too_long", 1, "row 1, line 2"]]);
  });

  test("inside quotes points to the quote that was not closed, whatever the chunks", () => {
    const content = `input,label\none,"a\nb${`${"x".repeat(99)}\n`.repeat(50)}"`;
    for (const chunkBytes of [1, 7, 1_000, 100_000]) {
      const report = reportOf(content, { maxRowBytes: 1_024 }, chunkBytes);
      expect(problemsOf(report)).toEqual([["row_too_long", 1, "row 1, line 2"]]);
      expect(detailsOf(report, "row_too_long")).toEqual({ limitBytes: 1_024, insideQuotes: true });
    }
  });

  test("is not inside quotes when they are opened behind the limit, whatever the chunks", () => {
    const content = `input,label\n${"x".repeat(1_500)},"${"y".repeat(1_500)}`;
    for (const chunkBytes of [1, 7, 1_000, 100_000]) {
      const report = reportOf(content, { maxRowBytes: 1_024 }, chunkBytes);
      expect(detailsOf(report, "row_too_long")).toEqual({ limitBytes: 1_024, insideQuotes: false });
    }
  });

  test("never makes the window larger than a power of two above the limit and one slice", () => {
    let window: ByteWindow | undefined;
    let refused = 0;
    const sink = { row: (_: unknown, of: ByteWindow) => void (window = of), rowTooLong: () => void refused++ };
    const reader = csvRowReader({ delimiter: ",", quote: '"' }, { maxRowBytes: 1_000_000, sink });
    reader.push(new TextEncoder().encode("input,label\n"));
    for (let chunk = 0; chunk < 1_000; chunk++) reader.push(CHUNK);
    reader.finish();
    expect(refused).toBe(1);
    expect(window?.bytes.length).toBeLessThanOrEqual(2 ** 21);
  });
});
