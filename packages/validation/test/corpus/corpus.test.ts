import { DatasetProblem, DatasetReport } from "@flash/schemas";
import { expect, test } from "vitest";
import { blobSource } from "../../src/bytes/byte-source.ts";
import { placeText } from "../../src/report/report-as-text.ts";
import { validateDataset } from "../../src/validate-dataset.ts";
import { codesOf, type CorpusFile, type ExpectedProblem } from "./corpus-file.ts";
import { CORPUS } from "./manifest.ts";
import { parquet } from "../parquet.ts";

const reportOn = async ({ bytes, rules }: CorpusFile): Promise<DatasetReport> =>
  DatasetReport.parse(await validateDataset(blobSource(new Blob([bytes])), rules, { parquet }));

/** In an order that does not matter. */
const inOrder = (problems: readonly (readonly (string | number)[])[]): string[] =>
  problems.map((problem) => JSON.stringify(problem)).sort();

const expected = (problem: ExpectedProblem): readonly (string | number)[] =>
  typeof problem === "string" ? [problem, 1] : problem;

/** What is said of each problem besides its places, a line each. */
const told: string[] = [];

test.each(CORPUS)("$name has exactly the problems that the manifest says", async (file) => {
  const { problems, valid } = await reportOn(file);
  const found = problems.map(({ code, count, places }) => [code, count, ...places.map(placeText)]);
  expect(inOrder(found)).toEqual(inOrder(file.problems.map(expected)));
  expect(valid).toBe(problems.every(({ severity }) => severity === "warning"));
  const lines = problems.map(({ code, severity, details, fix }) =>
    [file.name, code, severity, JSON.stringify(details ?? {}), JSON.stringify(fix) ?? ""].join(" ").trim(),
  );
  told.push(...lines.toSorted());
});

test("severity, details and fix of each problem are those that were reviewed", async () => {
  await expect(`${told.join("\n")}\n`).toMatchFileSnapshot("problems.txt");
});

test("every file has a name of its own", () => {
  expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length);
});

const CODES = DatasetProblem.options.map((option) => option.shape.code.value);
const OF_ROWS = CODES.slice(0, CODES.indexOf("not_zip"));
const OF_TEXTS_ONLY = [
  "short_row",
  "extra_columns",
  "empty_input",
  "empty_label",
  "long_input",
  "input_not_text",
  "conflicting_labels",
];
const OF_TABLES_ONLY = [
  "empty_target",
  "target_not_number",
  "empty_columns",
  "constant_columns",
  "sparse_columns",
  "mixed_columns",
  "no_feature_columns",
  "constant_target",
];

const OF_QUOTES = ["unclosed_quote", "text_after_quote", "stray_quote"];
/** Where each column has a cell in each row. */
const OF_CELLS = ["too_few_cells", "too_many_cells", "short_row", "trailing_delimiters"];
const OF_PARQUET = ["damaged_parquet", "parquet_chunk_too_large"];
const OF_JSON = ["json_array", "invalid_json", "nested_value", "unknown_keys"];
/** A file that is none of the others, and one whose first line is its header and has no more. */
const OF_NO_FORMAT = ["empty_file", "not_text", "header_only"];
/** What a file cannot have, by how it is written. Packed ones hold CSV or JSON Lines. */
const UNREACHABLE = {
  csv: ["damaged_gzip", ...OF_PARQUET, ...OF_JSON],
  jsonl: ["damaged_gzip", ...OF_PARQUET, ...OF_QUOTES, ...OF_CELLS, ...OF_NO_FORMAT, "duplicate_column"],
  gzip: OF_PARQUET,
  parquet: [
    "damaged_gzip",
    ...OF_QUOTES,
    ...OF_CELLS,
    ...OF_NO_FORMAT.filter((code) => code !== "header_only"),
    ...OF_JSON.filter((code) => code !== "nested_value"),
    // Texts have lengths and no lines, and are all in UTF-8.
    "stray_bom",
    "row_too_long",
    "unpaired_surrogate",
  ],
};

function formatOf({ name, bytes }: CorpusFile): keyof typeof UNREACHABLE {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return "gzip";
  if (Buffer.from(bytes.subarray(0, 4)).toString() === "PAR1") return "parquet";
  return /\.jsonl?$/u.test(name) ? "jsonl" : "csv";
}

test.each(
  (["text", "table"] as const).flatMap((kind) =>
    (["csv", "jsonl", "gzip", "parquet"] as const).map((format) => ({ kind, format })),
  ),
)("each problem that a $kind in $format can have is in a file of its own corpus", ({ kind, format }) => {
  const files = CORPUS.filter((file) => file.rules.kind === kind && formatOf(file) === format);
  const found = new Set(files.flatMap(codesOf));
  const ofOthers = new Set([...UNREACHABLE[format], ...(kind === "text" ? OF_TABLES_ONLY : OF_TEXTS_ONLY)]);
  expect(OF_ROWS.filter((code) => !found.has(code) && !ofOthers.has(code))).toEqual([]);
  expect([...ofOthers].filter((code) => found.has(code))).toEqual([]);
});

test("there are at least 100 archives of images, and each problem of images is in one of them, but for what only a decoder finds", () => {
  const archives = CORPUS.filter(({ rules }) => rules.kind === "images");
  expect(archives.length).toBeGreaterThanOrEqual(100);
  const found = new Set(archives.flatMap(codesOf));
  const ofImages = CODES.slice(CODES.indexOf("not_zip"));
  expect(ofImages.filter((code) => !found.has(code))).toEqual(["undecodable_image"]);
});
