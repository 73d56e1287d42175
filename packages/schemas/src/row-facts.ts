import * as z from "zod";

const RowCount = z.int().nonnegative();

/** Why a row cannot be read, whatever it is for. Each dropped row counts once, under the first reason that applies in this order. */
export const unreadableRows = {
  /** All rows, when a column that is needed is not there. */
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
  /** A list or an object where a text or a value is needed. */
  nestedValue: RowCount,
} as const;

/** What a file of rows turned out to be. `null` where reading ended before it was known, or where it does not apply. */
export const RowFormat = z.object({
  layout: z.enum(["csv", "jsonl", "parquet"]).nullable(),
  compression: z.enum(["gzip"]).nullable(),
  encoding: z.enum(["utf-8", "utf-16le", "utf-16be"]).nullable(),
  bom: z.boolean(),
  delimiter: z.enum([",", ";", "\t", "|"]).nullable(),
  quote: z.enum(['"', "'"]).nullable(),
  /** How rows end; `mixed` when not all alike, `null` when no row ended. */
  newline: z.enum(["lf", "crlf", "cr", "mixed"]).nullable(),
  /** The columns' names, trimmed; cut to the first 100 names of at most 100 characters. */
  columns: z.array(z.string()),
});
export type RowFormat = z.infer<typeof RowFormat>;
