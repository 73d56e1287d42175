import * as z from "zod";
import { JobId } from "../ids.ts";
import { EpochMs } from "../time.ts";
import { Revision } from "./revision.ts";

/**
 * `owners/<owner>/usage.json`: what an owner uses of its quotas. Written by the API only, by compare-and-swap, before
 * what it counts. It is never less than what is there, and it is made exact before anybody is refused.
 */
export const StoredUsage = z.object({
  ...Revision.shape,
  version: z.literal(1),
  datasets: z.object({
    count: z.int().nonnegative(),
    bytes: z.int().nonnegative(),
    /** When they were last counted one by one; null: never. */
    counted_at: EpochMs.nullable(),
  }),
  /** Jobs that were let in and whose machine time has not been added up yet, oldest first. */
  jobs: z.array(z.object({ id: JobId, at: EpochMs })),
  /** So many entries in `jobs` are too many to carry along: then those that are over are added up. */
  look_at: z.int().positive(),
  machine: z.object({
    /** Such as `2026-11`, UTC. */
    month: z.string(),
    /** Of the jobs that are added up. */
    seconds: z.number().nonnegative(),
  }),
});
export type StoredUsage = z.infer<typeof StoredUsage>;
