import * as z from "zod";
import { RelativePath } from "../trainer-protocol/values.ts";

/**
 * `checkpoint.json` below an attempt's `checkpoint_prefix`: the last state of training that was uploaded whole. Its files are uploaded first, so
 * whoever reads it finds a complete checkpoint. The next attempt may go on from it on another machine.
 */
export const StoredCheckpoint = z.object({
  protocol: z.literal(1),
  files: z
    .array(
      z.object({
        /** Below the trainer's checkpoint folder. */
        path: RelativePath,
        /** The whole key of the object: a file that has not changed stays where it was, be it in the attempt before. */
        key: z.string().min(1).max(1024),
        size_bytes: z.int().nonnegative(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/u),
      }),
    )
    .max(1_000),
});
export type StoredCheckpoint = z.infer<typeof StoredCheckpoint>;
export type CheckpointFile = StoredCheckpoint["files"][number];
