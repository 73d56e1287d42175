import * as z from "zod";

/**
 * Carried by every document that is written by compare-and-swap.
 *
 * S3's ETag hashes content, so equal bytes have equal ETags and an old condition would pass; and a writer whose answer
 * was lost is refused by its own write. `rev` and `write_id` make each write unlike any other and let a writer
 * recognise its own.
 */
export const Revision = z.object({
  /** Counts the writes of this document, from 1. 0 when a person wrote it. */
  rev: z.int().nonnegative().default(0),
  /** Random, new with each write. Empty when a person wrote it. */
  write_id: z.string().default(""),
});
export type Revision = z.infer<typeof Revision>;
