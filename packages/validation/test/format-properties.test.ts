import { gzipSync } from "node:zlib";
import {
  DatasetReport,
  type DatasetRules,
  DEFAULT_IMAGE_RULES,
  DEFAULT_TABLE_RULES,
  DEFAULT_TEXT_RULES,
} from "@flash/schemas";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reportAsText } from "../src/report/report-as-text.ts";
import { readTableRows } from "../src/table-dataset/read-table-rows.ts";
import { readTextExamples } from "../src/text-dataset/read-examples.ts";
import { validateDataset } from "../src/validate-dataset.ts";
import { writeParquet } from "./corpus/write-parquet.ts";
import { countComplaint } from "./fuzz/complaint-about.ts";
import { buildZip } from "./images/build-zip.ts";
import { jpeg, png } from "./images/pictures.ts";
import { sourceOf } from "./in-ranges.ts";
import { nastyBytes, nastyFile } from "./nasty-files.ts";
import { parquet as readsParquet } from "./parquet.ts";
import { bytesOf } from "./report-of.ts";

/** Longer runs: `FLASH_FUZZ_RUNS=10000 npx vitest run packages/validation/test/format-properties.test.ts --testTimeout=0`. */
const RUNS = Number(process.env["FLASH_FUZZ_RUNS"] ?? 40);

type Bytes = Uint8Array<ArrayBuffer>;
const packed = (bytes: Uint8Array): Bytes => new Uint8Array(gzipSync(bytes));

/** The same bytes with a few others among them, as a broken disk leaves them. */
const damaged = (files: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Bytes> =>
  fc
    .tuple(files, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }), fc.nat({ max: 20 }))
    .map(([file, changes, cut]) => {
      const bytes = new Uint8Array(file);
      for (const [at, byte] of changes) bytes[at % Math.max(1, bytes.length)] = byte;
      // Once in a while the end is missing.
      return bytes.subarray(0, cut < 3 ? bytes.length - cut * 10 : bytes.length);
    });

const jsonValue = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(null, true, 5, -1.5, [1], { a: 1 }, "a\u0000b", "\ud83c", "NA", " x "),
);
const jsonLine = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .dictionary(fc.constantFrom("input", "label", "x", "__proto__"), jsonValue)
      .map((object) => JSON.stringify(object)),
  },
  { weight: 1, arbitrary: fc.constantFrom("", "  ", "null", "[1]", '{"input":', "\uFEFF{}") },
);
const jsonLines: fc.Arbitrary<Bytes> = fc
  .tuple(fc.array(jsonLine, { maxLength: 20 }), nastyBytes, fc.constantFrom("\n", "\r\n"))
  .map(([lines, end, newline]) =>
    Uint8Array.from([...bytesOf(`{"input":"x","label":"y"}${newline}`, lines.join(newline)), ...end]),
  );

const cell = fc.option(fc.string({ unit: "grapheme", maxLength: 8 }), { freq: 8 });
const parquet: fc.Arbitrary<Bytes> = fc
  .tuple(
    fc.array(fc.tuple(cell, cell), { maxLength: 9 }),
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom("label", "target"),
  )
  .map(([rows, rowsPerGroup, label]) =>
    writeParquet(
      ["input", label].map((name, at) => ({ name, type: "text", values: rows.map((row) => row[at] ?? null) })),
      { rowsPerGroup },
    ),
  );

const pictures = [jpeg("red"), jpeg("blue"), png(20, 30), Buffer.from("no picture")];
const archive: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.record({
      label: fc.constantFrom("cats", "dogs", "train/cats", "val/dogs"),
      picture: fc.nat({ max: 3 }),
      deflated: fc.boolean(),
    }),
    { maxLength: 6 },
  )
  .map((members) =>
    buildZip(
      members.map(({ label, picture, deflated }, at) => ({
        name: `${label}/${at}.${picture === 2 ? "png" : "jpg"}`,
        data: pictures[picture] ?? "",
        deflated,
      })),
    ),
  );

/** Small, so that limits are reached. */
const TEXTS = {
  ...DEFAULT_TEXT_RULES,
  maxRowBytes: 1_024,
  maxClasses: 3,
  maxLabelCharacters: 5,
  maxRows: 9,
  badRowShare: 0.2,
};
const TABLES = {
  ...DEFAULT_TABLE_RULES,
  targetColumn: "label",
  maxRowBytes: 1_024,
  maxClasses: 3,
  maxLabelCharacters: 5,
};
const NUMBERS = { ...TABLES, target: "number", badRowShare: 0.5 } as const;
const IMAGES = { ...DEFAULT_IMAGE_RULES, minImagesPerClass: 1, badRowShare: 0.3 };

describe("whatever the bytes and however they come, the same is said of them, nothing is thrown, and all that is counted adds up", () => {
  test.each<[string, DatasetRules, fc.Arbitrary<Bytes>]>([
    ["JSON Lines", TEXTS, jsonLines],
    ["tables in CSV", TABLES, nastyFile],
    ["tables of numbers in CSV", NUMBERS, nastyFile],
    ["tables in JSON Lines", TABLES, jsonLines],
    ["gzip", TEXTS, fc.oneof(nastyFile.map(packed), damaged(nastyFile.map(packed)))],
    ["tables in gzip", TABLES, damaged(jsonLines.map(packed))],
    ["Parquet", TEXTS, damaged(parquet)],
    ["tables in Parquet", TABLES, damaged(parquet)],
    ["archives of images", IMAGES, damaged(archive)],
  ])("%s", async (_, rules, files) => {
    const way = fc.record({ chunkBytes: fc.integer({ min: 1, max: 300 }), accelerate: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(files, way, async (bytes, { chunkBytes, accelerate }) => {
        const whole = DatasetReport.parse(
          await validateDataset(sourceOf(bytes, bytes.length || 1), rules, { parquet: readsParquet }),
        );
        const inPieces = await validateDataset(sourceOf(bytes, chunkBytes), rules, {
          accelerate,
          parquet: readsParquet,
        });
        expect(inPieces).toEqual(whole);
        expect(countComplaint(whole)).toBeNull();
        expect(reportAsText(whole)).toContain("Size:");
      }),
      { numRuns: RUNS },
    );
  });
});

const kept = fc
  .string({ unit: "grapheme", minLength: 1 })
  .map((text) => text.toWellFormed().replaceAll(/[\p{Cc}\s]/gu, "_"));
const rows = fc.array(fc.tuple(kept, fc.constantFrom("a", "b", "c,d", 'e"')), { minLength: 1, maxLength: 20 });
const columnsOf = (names: readonly string[], cells: readonly (readonly string[])[]) =>
  names.map((name, at) => ({ name, type: "text" as const, values: cells.map((row) => row[at] ?? null) }));
const csvOf = (cells: readonly (readonly string[])[]): Bytes =>
  bytesOf(cells.map((row) => `${row.map((one) => `"${one.replaceAll('"', '""')}"`).join(",")}\n`).join("")) as Bytes;
const linesOf = (names: readonly string[], cells: readonly (readonly string[])[]): Bytes =>
  bytesOf(
    cells.map((row) => `${JSON.stringify(Object.fromEntries(row.map((one, at) => [names[at], one])))}\n`).join(""),
  ) as Bytes;

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const taken: Value[] = [];
  for await (const value of values) taken.push(value);
  return taken;
}

const WRITERS: [string, (names: readonly string[], cells: readonly (readonly string[])[]) => Bytes][] = [
  ["JSON Lines", linesOf],
  ["packed CSV", (names, cells) => packed(csvOf([names, ...cells]))],
  ["packed JSON Lines", (names, cells) => packed(linesOf(names, cells))],
  ["Parquet", (names, cells) => writeParquet(columnsOf(names, cells), { rowsPerGroup: 7 })],
];

describe.each(WRITERS)("what is written by the book as %s comes back as it was", (_, write) => {
  test("texts", async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (cells) => {
        const source = sourceOf(write(["input", "label"], cells), 50);
        const examples = await all(readTextExamples(source, DEFAULT_TEXT_RULES, readsParquet));
        expect(examples).toEqual(cells.map(([input, label]) => ({ input, label })));
      }),
      { numRuns: RUNS },
    );
  });

  test("a table, missing values as empty cells", async () => {
    const MISSING = new Set(["na", "n/a", "nan", "null", "none", "nil", "?"]);
    await fc.assert(
      fc.asyncProperty(rows, async (cells) => {
        const source = sourceOf(write(["x", "target"], cells), 50);
        const [header, ...read] = await all(readTableRows(source, DEFAULT_TABLE_RULES, readsParquet));
        expect(header).toEqual(["x", "target"]);
        expect(read).toEqual(cells.map(([x, target]) => [MISSING.has(x.toLowerCase()) ? "" : x.trim(), target]));
      }),
      { numRuns: RUNS },
    );
  });
});
