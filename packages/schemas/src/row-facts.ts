import * as z from "zod";

const RowCount = z.int().nonnegative();

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

/**
 * How much of what is held out to measure the model stands among the training rows as well, with the default split and seed.
 * `leaked` of the `heldOut` rows have an input that is also trained on.
 */
export const Leakage = z.object({ trainShare: z.number(), seed: z.int(), heldOut: RowCount, leaked: RowCount });
export type Leakage = z.infer<typeof Leakage>;
