import * as z from "zod";

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
