import * as z from "zod";
import { DatasetProblem } from "./dataset-problem.ts";
import { ClassFacts, DatasetDigest, Tolerance } from "./report-facts.ts";
import { RowFormat } from "./row-facts.ts";

const RowCount = z.int().nonnegative();

/** Why rows of a table were left out. Each dropped row counts once, under the first reason that applies in this order. */
export const DroppedTableRows = z.object({
  /** All rows, when the target is not among the columns. */
  missingColumn: RowCount,
  /** JSONL: the line is not a JSON object. */
  invalidJson: RowCount,
  unclosedQuote: RowCount,
  tooFewCells: RowCount,
  tooManyCells: RowCount,
  /** The header again, as joined files have it. */
  repeatedHeader: RowCount,
  /** Bytes or quotes that are wrong: such rows are dropped only where bad rows are tolerated. */
  badCells: RowCount,
  /** A list or an object where a value is needed. */
  nestedValue: RowCount,
  emptyTarget: RowCount,
  targetNotNumber: RowCount,
  labelTooLong: RowCount,
  tooManyClasses: RowCount,
});
export type DroppedTableRows = z.infer<typeof DroppedTableRows>;

/**
 * What a column holds, by all of its cells that are not missing. `integer` and `number`: finite numbers with a decimal point.
 * `boolean`: true/false, yes/no or t/f in any case. `date`: days as 2026-11-25, with a time or without. `category`: texts of
 * which there are few; `text`: any others. `empty`: all are missing.
 */
export const ColumnType = z.enum(["integer", "number", "boolean", "date", "category", "text", "empty"]);
export type ColumnType = z.infer<typeof ColumnType>;

/** What the kept rows have in one column. */
export const ColumnFacts = z.object({
  name: z.string(),
  type: ColumnType,
  /** Cells that are blank, or say NA, N/A, NaN, null, none, nil or ?. */
  missing: RowCount,
  /** Different values; `atLeast` from 1,000 on. */
  distinct: z.object({ count: RowCount, atLeast: z.boolean() }),
  /** `null` unless all are numbers. `mean` and `deviation` (of the population) are rounded to six significant digits. */
  numbers: z.object({ min: z.number(), max: z.number(), mean: z.number(), deviation: z.number() }).nullable(),
  /** The first three different values, of at most 100 characters each. */
  samples: z.array(z.string()),
});
export type ColumnFacts = z.infer<typeof ColumnFacts>;

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
