import * as z from "zod";
import { DatasetId } from "../ids.ts";
import { EpochMs } from "../time.ts";
import { Revision } from "./revision.ts";
import { DOCUMENT_VERSION } from "./version.ts";

/** `owners/<owner>/requests/<key>` of calls other than `train`: that a call with this key has been begun. */
export const StoredCall = z.object({
  ...Revision.shape,
  version: z.literal(DOCUMENT_VERSION),
  /** The path of the procedure. */
  procedure: z.string(),
  /** SHA-256 of the canonical request: the same key with another request is a mistake. */
  digest: z.string(),
  /** The dataset that it makes; null: it makes none. */
  dataset: DatasetId.nullable(),
  at: EpochMs,
});
export type StoredCall = z.infer<typeof StoredCall>;
