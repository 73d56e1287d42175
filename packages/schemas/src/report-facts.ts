import * as z from "zod";

const RowCount = z.int().nonnegative();

/** The SHA-256 of the bytes as validation saw them: 64 lower-case hexadecimal digits. */
export const DatasetDigest = z.object({
  algorithm: z.literal("sha-256"),
  hex: z.string().regex(/^[0-9a-f]{64}$/),
});
export type DatasetDigest = z.infer<typeof DatasetDigest>;

/**
 * How many bad rows were allowed, as a share of all rows, and how many there were. Bad rows, or images, are those with an error of
 * their own; while they are not more than allowed they are dropped, and their problems become warnings.
 */
export const Tolerance = z.object({ badRowShare: z.number().min(0).max(1), badRows: RowCount, exceeded: z.boolean() });
export type Tolerance = z.infer<typeof Tolerance>;

/** One class with its kept rows, and the start of its first inputs (three of at most 200 characters each). */
export const ClassFacts = z.object({ label: z.string(), rows: RowCount, samples: z.array(z.string()) });
export type ClassFacts = z.infer<typeof ClassFacts>;

/**
 * Lengths of what is kept, texts in characters (Unicode code points). `median` and `p95` are exact up to 255 characters and at most
 * 1.6 % too low above; the others are exact. `histogram` counts rows by powers of two, both ends included, without empty ones.
 */
export const LengthFacts = z.object({
  min: z.int(),
  median: z.int(),
  mean: z.number(),
  p95: z.int(),
  max: z.int(),
  histogram: z.array(z.object({ from: z.int(), to: z.int(), rows: RowCount })),
});
export type LengthFacts = z.infer<typeof LengthFacts>;
