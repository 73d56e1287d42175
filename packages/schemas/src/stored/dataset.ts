import * as z from "zod";
import { DatasetReport } from "../dataset-report.ts";
import { DatasetId, OwnerId } from "../ids.ts";
import { TaskType } from "../task-types/registry.ts";
import { EpochMs } from "../time.ts";
import { Revision } from "./revision.ts";

/** `datasets/<id>/dataset.json`: what the owner declared, then what validation saw. Written by the API only. */
export const StoredDataset = z.object({
  ...Revision.shape,
  id: DatasetId,
  owner: OwnerId,
  name: z.string(),
  task_type: TaskType,
  content_type: z.string(),
  /** As declared, and as S3 enforced it. */
  size_bytes: z.int().nonnegative(),
  /** SHA-256 of the bytes in hex as the uploader declared it; S3 refused any other. */
  declared_sha256: z.string(),
  created_at: EpochMs,
  state: z.enum(["uploading", "uploaded", "valid", "invalid"]),
  /** ETag of `source` when it was validated: another one means other bytes. */
  source_etag: z.string().nullable(),
  report: DatasetReport.nullable(),
});
export type StoredDataset = z.infer<typeof StoredDataset>;
