import * as z from "zod";
import { DatasetProblem } from "./dataset-problem.ts";
import { ClassFacts, DatasetDigest, LengthFacts, Tolerance } from "./report-facts.ts";
import { RowFormat, unreadableRows } from "./row-facts.ts";

const RowCount = z.int().nonnegative();

/** Why rows were left out, in the order of {@link unreadableRows}. */
export const DroppedRows = z.object({
  ...unreadableRows,
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
 * Everything that validation found out about a dataset of texts. It has one representation, camelCase, on the wire as well as inside
 * the stored `dataset.json`. The same bytes and rules give an equal report, whatever the chunks, the runtime or the hasher.
 */
export const TextReport = z.object({
  kind: z.literal("text"),
  /** No problem of severity `error`. */
  valid: z.boolean(),
  /** False when reading ended early: rows, classes and lengths then describe the part before; size and digest all bytes. */
  complete: z.boolean(),
  sizeBytes: z.int().nonnegative(),
  /** Of the bytes as they are stored: packed, where they are. */
  digest: DatasetDigest,
  format: RowFormat,
  rows: RowFacts,
  tolerance: Tolerance,
  /** `list`: the first 1,000 by rows (most first), then by label. Samples are kept for the first 50 classes of the file. */
  classes: z.object({ count: z.int().nonnegative(), list: z.array(ClassFacts) }),
  /** `null` when no row was kept. */
  inputLength: LengthFacts.nullable(),
  /** One entry per code (per column for `missing_column` and `duplicate_column`), errors first, then as {@link DatasetProblem} orders them. */
  problems: z.array(DatasetProblem),
});
export type TextReport = z.infer<typeof TextReport>;
