import * as z from "zod";
import { DatasetProblem } from "./dataset-problem.ts";
import { ImageReport } from "./image-report.ts";
import { ClassFacts, DatasetDigest, LengthFacts } from "./report-facts.ts";

/** What the file turned out to be. `null` where reading ended before it was known. */
export const TextFormat = z.object({
  encoding: z.enum(["utf-8", "utf-16le", "utf-16be"]).nullable(),
  bom: z.boolean(),
  delimiter: z.enum([",", ";", "\t", "|"]).nullable(),
  /** How rows end; `mixed` when not all alike, `null` when no row ended. */
  newline: z.enum(["lf", "crlf", "cr", "mixed"]).nullable(),
  /** The header's names, trimmed; cut to the first 100 names of at most 100 characters. */
  columns: z.array(z.string()),
});
export type TextFormat = z.infer<typeof TextFormat>;

const RowCount = z.int().nonnegative();

/** Why rows were left out. Each dropped row counts once, under the first reason that applies in this order. */
export const DroppedRows = z.object({
  /** All rows, when `input` or `label` is not among the columns. */
  missingColumn: RowCount,
  unclosedQuote: RowCount,
  tooFewCells: RowCount,
  tooManyCells: RowCount,
  emptyInput: RowCount,
  emptyLabel: RowCount,
  labelTooLong: RowCount,
  tooManyClasses: RowCount,
});
export type DroppedRows = z.infer<typeof DroppedRows>;

/** Data rows: without the header and without blank lines. `total` is `kept` plus everything in `dropped`. */
export const RowFacts = z.object({ total: RowCount, kept: RowCount, dropped: DroppedRows, blankLines: RowCount });
export type RowFacts = z.infer<typeof RowFacts>;

/**
 * Everything that validation found out about a dataset. It has one representation, camelCase, on the wire as well as inside the
 * stored `dataset.json`. The same bytes and rules give an equal report, whatever the chunks, the runtime or the hasher.
 */
export const TextReport = z.object({
  kind: z.literal("text"),
  /** No problem of severity `error`. */
  valid: z.boolean(),
  /** False when reading ended early: rows, classes and lengths then describe the part before; size and digest all bytes. */
  complete: z.boolean(),
  sizeBytes: z.int().nonnegative(),
  digest: DatasetDigest,
  format: TextFormat,
  rows: RowFacts,
  /** `list`: the first 1,000 by rows (most first), then by label. Samples are kept for the first 50 classes of the file. */
  classes: z.object({ count: z.int().nonnegative(), list: z.array(ClassFacts) }),
  /** `null` when no row was kept. */
  inputLength: LengthFacts.nullable(),
  /** One entry per code (per column for `missing_column` and `duplicate_column`), errors first, then as {@link DatasetProblem} orders them. */
  problems: z.array(DatasetProblem),
});
export type TextReport = z.infer<typeof TextReport>;

export const DatasetReport = z.discriminatedUnion("kind", [TextReport, ImageReport]);
export type DatasetReport = z.infer<typeof DatasetReport>;
