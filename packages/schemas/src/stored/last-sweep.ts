import * as z from "zod";
import { EpochMs } from "../time.ts";

/**
 * `sweep.json`: when the sweep ran last, and when it last had something to mend. Written by the sweep alone, over what was
 * there: nothing is decided by it, it is for people to see.
 */
export const StoredLastSweep = z.object({
  version: z.literal(1),
  /** When it had ended. */
  at: EpochMs,
  servers: z.int().nonnegative(),
  /** Servers that it could not see to. */
  failed_servers: z.int().nonnegative(),
  /** Never, as far as anybody remembers: null. */
  last_repair: z
    .object({
      at: EpochMs,
      /** Jobs that were put right. */
      jobs: z.int().nonnegative(),
      /** Machines that were on for nobody, and were switched off. */
      machines: z.int().nonnegative(),
    })
    .nullable(),
});
export type StoredLastSweep = z.infer<typeof StoredLastSweep>;
