import { gzipSync } from "node:zlib";
import { DEFAULT_TEXT_RULES, type DatasetRules } from "@flash/schemas";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readState, writeState } from "../src/continuation/index.ts";
import { validateDataset, validateRange } from "../src/validate-dataset.ts";
import { CORPUS } from "./corpus/manifest.ts";
import { type Cut, inRanges, sourceOf, stored } from "./in-ranges.ts";
import { nastyFile } from "./nasty-files.ts";
import { bytesOf } from "./report-of.ts";
import { parquet } from "./parquet.ts";

const inOneRun = async (bytes: Uint8Array, rules: DatasetRules): Promise<string> =>
  JSON.stringify(await validateDataset(sourceOf(bytes, 65_536), rules, { parquet }));

const cut = (fewest: number): fc.Arbitrary<Cut> =>
  fc.record({
    chunkBytes: fc.integer({ min: fewest, max: fewest * 30 }),
    steps: fc.array(fc.integer({ min: 3, max: 60 }), { minLength: 1, maxLength: 5 }),
  });

describe("a validation that stops anywhere and goes on elsewhere says byte for byte what it says in one run", () => {
  test("of every file of the corpus", async () => {
    let ranges = 0;
    for (const [index, { name, bytes, rules }] of CORPUS.entries()) {
      const fewest = Math.max(1, Math.ceil(bytes.length / 200));
      const [one] = fc.sample(cut(fewest), { seed: index, numRuns: 1 });
      if (one === undefined) throw new Error("there is no cut");
      const parts = await inRanges(bytes, rules, one);
      ranges += parts.ranges;
      expect(JSON.stringify(parts.report), name).toBe(await inOneRun(bytes, rules));
    }
    expect(ranges).toBeGreaterThan(CORPUS.length * 1.5);
  });

  test("of any bytes, packed or not", async () => {
    const rules = { ...DEFAULT_TEXT_RULES, maxRowBytes: 1_024, maxClasses: 3, maxLabelCharacters: 5, maxRows: 5 };
    await fc.assert(
      fc.asyncProperty(nastyFile, fc.boolean(), cut(1), async (content, isPacked, one) => {
        const bytes = isPacked ? new Uint8Array(gzipSync(content)) : content;
        expect(JSON.stringify((await inRanges(bytes, rules, one)).report)).toBe(await inOneRun(bytes, rules));
      }),
      { numRuns: 60 },
    );
  });

  test("of a file that is longer than all windows, in UTF-16 and packed", async () => {
    const rows = Array.from({ length: 9_000 }, (_, row) => `"row ${row % 7_000} says ""ä""\r\n",${"abc"[row % 3]}\r`);
    const text = Buffer.from(`input,label\r\n${rows.join("")}`, "utf16le");
    for (const bytes of [bytesOf([0xff, 0xfe], [...text]), new Uint8Array(gzipSync(text))]) {
      const chunkBytes = Math.ceil(bytes.length / 301);
      const parts = await inRanges(bytes, DEFAULT_TEXT_RULES, { chunkBytes, steps: [61, 97, 99] });
      expect(parts.ranges).toBeGreaterThan(2);
      expect(JSON.stringify(parts.report)).toBe(await inOneRun(bytes, DEFAULT_TEXT_RULES));
    }
  });
});

test("a validation that nobody lets read anything reads something all the same, and so comes to its end", async () => {
  const bytes = bytesOf("input,label\n", "some text,a\nother text,b\n".repeat(10));
  const { report, ranges } = await inRanges(bytes, DEFAULT_TEXT_RULES, { chunkBytes: 10, steps: [0] });
  expect(ranges).toBe(Math.ceil(bytes.length / 10) + 1);
  expect(report.rows.kept).toBe(20);
});

test("a state that another build wrote, or nobody, is none", async () => {
  const bytes = bytesOf("input,label\nsome text,a\n");
  const stop = AbortSignal.abort();
  const end = await validateRange(sourceOf(bytes, 5), DEFAULT_TEXT_RULES, { stop, parquet });
  if (!("stopped" in end)) throw new Error("it did not stop");
  const written = writeState(stored(end.stopped));
  expect(readState(written)).not.toBeNull();
  expect(readState({ ...Object(written), version: 0 })).toBeNull();
  expect(readState({ ...Object(written), hash: { words: "****", pending: "", bytes: 5 } })).toBeNull();
  expect(readState({ ...Object(written), hash: { words: "AAA=", pending: "", bytes: 5 } })).toBeNull();
  expect(readState(null)).toBeNull();
});

test("with a hash that does not say what it has seen there is nothing to go on with", async () => {
  const silent = { update: () => undefined, digest: () => "0".repeat(64) };
  const end = await validateRange(sourceOf(bytesOf("input,label\n"), 5), DEFAULT_TEXT_RULES, {
    hasher: silent,
    parquet,
    stop: AbortSignal.abort(),
  });
  expect(end).toEqual({ stopped: null });
});
