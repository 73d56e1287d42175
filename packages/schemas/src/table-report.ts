import * as z from "zod";
import { ColumnFacts } from "./column-facts.ts";
import { DatasetProblem } from "./dataset-problem.ts";
import { ClassFacts, DatasetDigest, Tolerance } from "./report-facts.ts";
import { RowFormat, unreadableRows } from "./row-facts.ts";

const RowCount = z.int().nonnegative();

/** Why rows of a table were left out, in the order of {@link unreadableRows}. */
export const DroppedTableRows = z.object({
  ...unreadableRows,
  emptyTarget: RowCount,
  targetNotNumber: RowCount,
  labelTooLong: RowCount,
  tooManyClasses: RowCount,
});
export type DroppedTableRows = z.infer<typeof DroppedTableRows>;

/**
 * Everything that validation found out about a table. The same bytes and rules give an equal report, whatever the chunks, the
 * runtime or the hasher.
 */
export const TableReport = z.object({
  kind: z.literal("table"),
  /** No problem of severity `error`. */
  valid: z.boolean(),
  /** False when reading ended early: everything but size and digest then describes the part before. */
  complete: z.boolean(),
  sizeBytes: z.int().nonnegative(),
  digest: DatasetDigest,
  format: RowFormat,
  rows: z.object({ total: RowCount, kept: RowCount, dropped: DroppedTableRows, blankLines: RowCount }),
  tolerance: Tolerance,
  /** `column` is null when it is missing. */
  target: z.object({ column: z.string().nullable(), kind: z.enum(["class", "number"]) }),
  /** In the file's order, the target among them. */
  columns: z.array(ColumnFacts),
  /** Of the target; none where it is a number. `list`: the first 1,000 by rows (most first), then by label, without samples. */
  classes: z.object({ count: z.int().nonnegative(), list: z.array(ClassFacts) }),
  problems: z.array(DatasetProblem),
});
export type TableReport = z.infer<typeof TableReport>;
