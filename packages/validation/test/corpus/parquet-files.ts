import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { type CorpusFile, tableFile, textFile } from "./corpus-file.ts";
import { type ParquetOptions, writeParquet } from "./write-parquet.ts";

const inputs = ["one", "two 🎬", 'three, "3"', "four\nlines"];
const labels = ["a", "b", "a", "b"];
const write = (
  texts: readonly (string | null)[] = inputs,
  ofTexts: readonly (string | null)[] = labels,
  options: ParquetOptions = {},
) =>
  writeParquet(
    [
      { name: "input", type: "text", values: texts },
      { name: "label", type: "text", values: ofTexts },
    ],
    options,
  );
const PLAIN = write();
const middle = Math.floor(PLAIN.length / 2);

/** Written by pandas 3.1.1 and pyarrow 26.0.1: 24 rows, three labels, with dictionaries unless the name says otherwise. */
const written = (name: string, problems: readonly string[] = []): CorpusFile =>
  textFile(name, readFileSync(new URL(`parquet/${name}`, import.meta.url)), problems);

export const PARQUET_FILES: readonly CorpusFile[] = [
  textFile("plain.parquet", PLAIN),
  textFile("two-groups.parquet", write(inputs, labels, { rowsPerGroup: 2 })),
  textFile("gzip.parquet", write(inputs, labels, { compression: { codec: 2, pack: (page) => gzipSync(page) } })),
  textFile(
    "brotli.parquet",
    write(inputs, labels, { compression: { codec: 4, pack: (page) => brotliCompressSync(page) } }),
  ),
  written("pandas-snappy.parquet"),
  written("pyarrow-zstd.parquet"),
  written("pyarrow-lz4.parquet"),
  written("pyarrow-pages-v2-delta.parquet"),
  // One of them with bytes changed: more than one column lies outside of the file.
  written("columns-outside.parquet", ["damaged_parquet"]),
  textFile("missing-values.parquet", write([...inputs, null, "six"], [...labels, "a", null]), [
    ["empty_input", 1, "row 5, column “input”"],
    ["empty_label", 1, "row 6, column “label”"],
  ]),
  textFile("other-names.parquet", writeParquet([{ name: "text", type: "text", values: inputs }]), [
    "missing_column",
    "missing_column",
  ]),
  textFile(
    "columns-that-are-not-used.parquet",
    writeParquet(
      ["id", "input", "label"].map((name) => ({ name, type: "text", values: name === "label" ? labels : inputs })),
    ),
    [["extra_columns", 1]],
  ),
  textFile(
    "column-twice.parquet",
    writeParquet(
      ["input", "input", "label"].map((name) => ({ name, type: "text", values: name === "label" ? labels : inputs })),
    ),
    ["duplicate_column"],
  ),
  textFile(
    "latin-1.parquet",
    writeParquet([
      { name: "input", type: "text", values: [...inputs, Buffer.from("caf\u00e9", "latin1")] },
      { name: "label", type: "text", values: [...labels, "a"] },
    ]),
    [["invalid_utf8", 1, "row 5, column “input”"]],
  ),
  textFile(
    "list-for-an-input.parquet",
    writeParquet([
      { name: "input", type: "text", values: inputs, isList: true },
      { name: "label", type: "text", values: labels },
    ]),
    [["nested_value", 4, "row 1", "row 2", "row 3", "row 4"], "no_usable_rows"],
  ),
  // Without rows: reading a thousand columns takes its time.
  textFile(
    "more-columns-than-anybody-looks-at.parquet",
    writeParquet(
      ["input", "label", ...Array.from({ length: 1_030 }, (_, at) => `c${at}`)].map((name) => ({
        name,
        type: "text",
        values: [],
      })),
    ),
    ["too_many_columns", ["extra_columns", 1_022], "header_only"],
  ),
  textFile("no-rows.parquet", write([], []), ["header_only"]),
  textFile("cut-off.parquet", PLAIN.subarray(0, middle), ["damaged_parquet"]),
  textFile("nothing-but-magic.parquet", PLAIN.subarray(0, 4), ["damaged_parquet"]),
  textFile(
    "footer-overwritten.parquet",
    PLAIN.map((byte, at) => (at > PLAIN.length - 60 && at < PLAIN.length - 8 ? 0xff : byte)),
    ["damaged_parquet"],
  ),
  textFile(
    "codec-that-nobody-knows.parquet",
    write(inputs, labels, { compression: { codec: 3, pack: (page) => page } }),
    ["damaged_parquet"],
  ),
  textFile("bomb.parquet", write(inputs, labels, { claimedBytes: 10_000_000_000 }), ["parquet_chunk_too_large"]),
  // Two to the power of 31 less one is the most that the format can say.
  textFile("page-of-billions.parquet", write(inputs, labels, { claimedValues: 2 ** 31 - 1 }), ["damaged_parquet"]),
  textFile("page-of-less-than-none.parquet", write(inputs, labels, { claimedValues: -1 }), ["damaged_parquet"]),
  textFile(
    "four-million-rows-of-twenty-columns.parquet",
    writeParquet(
      ["input", "label", ...Array.from({ length: 18 }, (_, column) => `c${column}`)].map((name) => ({
        name,
        type: "text",
        values: inputs,
      })),
      { claimedRows: 4_000_000 },
    ),
    // There are no lines in such a file, and so no place for what is wrong with its header.
    ["parquet_chunk_too_large", ["extra_columns", 18]],
  ),
  textFile("more-rows-than-values.parquet", write(inputs, labels, { claimedRows: 4_000_000 }), ["damaged_parquet"]),
  textFile("run-of-a-billion.parquet", write(inputs, labels, { claimedRun: 2 ** 30 }), ["parquet_chunk_too_large"]),
  tableFile(
    "table-with-a-column-twice.parquet",
    writeParquet(
      ["x", "x", "target"].map((name) => ({ name, type: "text", values: name === "target" ? labels : inputs })),
    ),
    ["duplicate_column"],
  ),
  tableFile(
    "list-in-a-cell.parquet",
    writeParquet([
      { name: "x", type: "text", values: inputs, isList: true },
      { name: "target", type: "text", values: labels },
    ]),
    [["nested_value", 4, "row 1", "row 2", "row 3", "row 4"], "no_usable_rows"],
  ),
  tableFile(
    "table-without-rows.parquet",
    writeParquet(["x", "target"].map((name) => ({ name, type: "text", values: [] }))),
    ["header_only"],
  ),
  tableFile(
    "numbers.parquet",
    writeParquet([
      { name: "x", type: "double", values: [1.5, 2, null, 4] },
      { name: "target", type: "text", values: labels },
    ]),
  ),
  tableFile(
    "number-target.parquet",
    writeParquet([
      { name: "x", type: "text", values: ["p", "q", "p", "q"] },
      { name: "target", type: "double", values: [1, 2, 3, null] },
    ]),
    [["empty_target", 1, "row 4, column “target”"]],
    { target: "number" },
  ),
];
