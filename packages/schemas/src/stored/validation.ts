import * as z from "zod";
import { DatasetRules } from "../dataset-rules.ts";
import { VersionIfSaid } from "./version.ts";

/**
 * `datasets/<id>/validation.json`: where a validation has stopped because its function's time was over. Written by whoever holds
 * the dataset's lease; goes with the report.
 */
export const StoredValidation = z.object({
  version: VersionIfSaid,
  /** ETag of `source`: of other bytes nothing of this is true. */
  source_etag: z.string(),
  /** By which it was judged: under others it begins anew. */
  rules: DatasetRules,
  /** As `@flash/validation` writes and reads it; null: a run that had nothing to go on with was not enough. */
  state: z.unknown(),
});
export type StoredValidation = z.infer<typeof StoredValidation>;
