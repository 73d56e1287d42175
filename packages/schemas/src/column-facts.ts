import * as z from "zod";
import { LengthFacts } from "./report-facts.ts";

const RowCount = z.int().nonnegative();

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
  /** In characters, of the values that are neither numbers nor booleans nor dates; `null` where there are none, and in reports of before. */
  length: LengthFacts.nullable().default(null),
  /** The first three different values, of at most 100 characters each. */
  samples: z.array(z.string()),
});
export type ColumnFacts = z.infer<typeof ColumnFacts>;
