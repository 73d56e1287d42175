import * as z from "zod";
import { DatasetFix } from "../dataset-fix.ts";
import { DatasetReport } from "../dataset-report.ts";
import { DatasetId, OwnerId } from "../ids.ts";
import { StoredDatasetLimits } from "../task-types/stored-dataset-limits.ts";
import { TaskType } from "../task-types/task-type.ts";
import { EpochMs } from "../time.ts";
import { Revision } from "./revision.ts";

/** `datasets/<id>/dataset.json`: what the owner declared, then what validation saw. Written by the API only. */
export const StoredDataset = z.object({
  ...Revision.shape,
  /** Left out: 1. */
  version: z.literal(1).optional(),
  id: DatasetId,
  owner: OwnerId,
  name: z.string(),
  task_type: TaskType,
  content_type: z.string(),
  /** As declared, and as S3 enforced it. */
  size_bytes: z.int().nonnegative(),
  /** SHA-256 of the bytes in hex as the uploader declared it; null: not known before the upload. */
  declared_sha256: z.string().nullable(),
  /** How the bytes come when not in one piece: S3's id, and the length of every part but the last. */
  parts: z.object({ upload_id: z.string(), part_size_bytes: z.int().positive() }).nullable().default(null),
  /** Share of rows or images that may be bad, as the owner declared it. */
  bad_row_share: z.number().min(0).max(1).optional(),
  /** Of which dataset it was made, and by which fixes; null: it was uploaded. */
  derived_from: z
    .object({ dataset_id: DatasetId, fixes: z.array(DatasetFix) })
    .nullable()
    .default(null),
  created_at: EpochMs,
  state: z.enum(["uploading", "uploaded", "valid", "invalid"]),
  /** ETag of `source` when it was validated: another one means other bytes. */
  source_etag: z.string().nullable(),
  report: DatasetReport.nullable(),
  /** What the deployment had changed about the rules that the report was made by; left out: nothing. */
  limits: StoredDatasetLimits.optional(),
  /** Who validates now, and how far that has come. A lease: when its time is over, whoever comes next goes on. */
  validation: z
    .object({ run_id: z.string(), until: EpochMs, bytes: z.int().nonnegative(), rows: z.int().nonnegative() })
    .nullable()
    .default(null),
  /** How far runs have come that ended before the dataset did: where they stopped stands in `validation.json`. */
  handed_on: z.object({ bytes: z.int().nonnegative(), rows: z.int().nonnegative() }).nullable().default(null),
  /** Being deleted: for everybody else it is not there any more. */
  deleted: z.boolean().default(false),
});
export type StoredDataset = z.infer<typeof StoredDataset>;
