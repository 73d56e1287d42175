import * as z from "zod";

/** Limits as stored documents keep them: in snake_case. They may have been written by a Flash with other limits. */
export const StoredDatasetLimits = z.record(z.string(), z.number());
export type StoredDatasetLimits = z.infer<typeof StoredDatasetLimits>;
