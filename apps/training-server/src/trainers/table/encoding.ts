import * as z from "zod";

export { featureCount, isMissingCell, numberInCell, rowEncoder } from "@flash/schemas";

/** Numbers are standardised: (value - mean) ÷ deviation. A missing one becomes the median. */
const NumberColumn = z.object({
  name: z.string(),
  kind: z.literal("number"),
  mean: z.number(),
  deviation: z.number().positive(),
  median: z.number(),
  /** Some rows had none: a further feature says so, 1 for missing. */
  mayMiss: z.boolean(),
});

/** One feature for each category: 1 where it is met. A missing or unknown one meets none. */
const CategoryColumn = z.object({ name: z.string(), kind: z.literal("category"), categories: z.array(z.string()) });

/** Nothing can be learned from it: one value everywhere, or as many as rows. */
const IgnoredColumn = z.object({ name: z.string(), kind: z.literal("ignored") });

export const TableColumn = z.discriminatedUnion("kind", [NumberColumn, CategoryColumn, IgnoredColumn]);
export type TableColumn = z.infer<typeof TableColumn>;

/** preprocess.json: how a row's cells become the model's input, feature after feature in the order of the columns. */
export const TablePreprocess = z.object({
  version: z.literal(1),
  target: z.string(),
  columns: z.array(TableColumn),
});
export type TablePreprocess = z.infer<typeof TablePreprocess>;
