import * as z from "zod";
import { IMAGE_PROBLEMS } from "./image-problem.ts";
import { problem } from "./problem-shape.ts";

const LabelRows = z.object({ label: z.string(), rows: z.int().nonnegative() });

/**
 * Everything that can be wrong with a dataset. Codes are closed and stable: once released, a code keeps its meaning.
 * Facts only: sentences and remedies are made by `describeProblem` in `@flash/validation`.
 */
export const DatasetProblem = z.discriminatedUnion("code", [
  // The file as a whole; one each, no row is read.
  problem("empty_file", {}),
  /** `found` is what the first bytes look like; `unknown` for binary data without a known signature. */
  problem("not_text", {
    found: z.enum(["zip", "gzip", "parquet", "pdf", "png", "jpeg", "sqlite", "xls", "zstd", "unknown"]),
  }),
  /** Reading ended where the packed data did. */
  problem("damaged_gzip", { reason: z.enum(["truncated", "corrupt", "checksum"]) }),
  /** One JSON list instead of one object a line. */
  problem("json_array", {}),
  problem("damaged_parquet", {}),
  /** A column of one row group unpacks to more than is held in memory at once. */
  problem("parquet_chunk_too_large", { limitBytes: z.int() }),

  // Bytes. Counted: byte sequences (`invalid_utf8`), bytes (`nul_byte`), halves of pairs (`unpaired_surrogate`), marks (`stray_bom`).
  /** `likelyEncoding` is set when the file reads as that encoding throughout. */
  problem("invalid_utf8", { likelyEncoding: z.enum(["windows-1252"]).optional() }),
  /** Half of a pair of UTF-16 units, which is no character. */
  problem("unpaired_surrogate", {}),
  problem("nul_byte", {}),
  /** A byte-order mark in front of a row: files were joined. */
  problem("stray_bom", {}),

  // Rows and quoting.
  /** Reading ended here. `insideQuotes`: a quote was open, so a missing closing quote is the likely cause. */
  problem("row_too_long", { limitBytes: z.int(), insideQuotes: z.boolean() }),
  problem("unclosed_quote", {}),
  problem("text_after_quote", {}),
  problem("stray_quote", {}),
  /** JSONL: a line is not a JSON object. */
  problem("invalid_json", {}),
  /** JSONL and Parquet: a list or an object where a value is needed. */
  problem("nested_value", { column: z.string() }),
  /** JSONL: names that the first objects do not have; they are ignored. `columns` are the first ten. */
  problem("unknown_keys", { columns: z.array(z.string()) }),
  /** A row that says the same as the header; it is dropped. */
  problem("repeated_header", {}),
  /** The row has no cell for a needed column. */
  problem("too_few_cells", { expected: z.int() }),
  problem("too_many_cells", { expected: z.int() }),
  /** Cells are missing, but only in columns that are not needed. */
  problem("short_row", { expected: z.int() }),
  /** The row has more cells than the header, and all that are too many are blank. */
  problem("trailing_delimiters", { expected: z.int() }),

  // Columns. `found` is cut to 100 names of 100 characters.
  problem("missing_column", { column: z.string(), found: z.array(z.string()), nearest: z.string().optional() }),
  problem("duplicate_column", { column: z.string() }),
  problem("too_many_columns", { limit: z.int() }),
  /** Counted: columns. */
  problem("extra_columns", { columns: z.array(z.string()) }),

  // Cells.
  problem("empty_input", {}),
  problem("empty_label", {}),
  problem("long_input", { limitCharacters: z.int() }),
  problem("label_too_long", { limitCharacters: z.int() }),
  /** Space around the label was removed. */
  problem("label_trimmed", {}),

  // The dataset as a whole.
  problem("header_only", {}),
  problem("no_usable_rows", { rows: z.int() }),
  problem("too_few_rows", { rows: z.int(), limit: z.int() }),
  problem("few_rows", { rows: z.int(), recommended: z.int() }),
  problem("too_many_rows", { rows: z.int(), limit: z.int() }),
  problem("input_not_text", {}),
  problem("one_class", { label: z.string() }),
  /** Counted: rows whose label did not fit under the limit. */
  problem("too_many_classes", { limit: z.int() }),
  /** Counted: classes; `labels` are the first ten. */
  problem("single_row_class", { labels: z.array(z.string()) }),
  problem("class_imbalance", { largest: LabelRows, smallest: LabelRows }),
  /** Counted: groups of labels; `groups` are the first ten. */
  problem("labels_differ_by_case", { groups: z.array(z.array(z.string())) }),
  /** Input and label both seen before. `atLeast`: memory for comparing ran out, there may be more. */
  problem("duplicate_rows", { atLeast: z.boolean() }),
  /** Input seen before with another label. */
  problem("conflicting_labels", { atLeast: z.boolean() }),
  /** Counted: those of the `heldOut` rows that the default split holds out whose input, in tables all cells but the target, is trained on as well. */
  problem("leaked_rows", { heldOut: z.int() }),

  // Tables.
  problem("empty_target", {}),
  problem("target_not_number", {}),
  /** Counted: columns, as in those that follow; `columns` are the first ten. */
  problem("empty_columns", { columns: z.array(z.string()) }),
  /** One value throughout. */
  problem("constant_columns", { columns: z.array(z.string()) }),
  /** At least half of the cells are missing. */
  problem("sparse_columns", { columns: z.array(z.string()) }),
  /** Nine in ten values are numbers, and some are not. */
  problem("mixed_columns", { columns: z.array(z.string()) }),
  problem("no_feature_columns", {}),
  /** The number to be foretold is the same in all rows. */
  problem("constant_target", { value: z.number() }),

  ...IMAGE_PROBLEMS,
]);
export type DatasetProblem = z.infer<typeof DatasetProblem>;
export type DatasetProblemCode = DatasetProblem["code"];
/** What one code says beyond its places. */
export type ProblemDetails<Code extends DatasetProblemCode> = Extract<DatasetProblem, { code: Code }>["details"];
