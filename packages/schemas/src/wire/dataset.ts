import * as z from "zod";
import { DatasetReport } from "../dataset-report.ts";
import { DatasetId } from "../ids.ts";
import type { StoredDataset } from "../stored/dataset.ts";
import { TaskType } from "../task-types/registry.ts";
import { EpochMs } from "../time.ts";

export const WireDataset = z.object({
  id: DatasetId,
  name: z.string(),
  taskType: TaskType,
  sizeBytes: z.int().nonnegative(),
  createdAt: EpochMs,
  state: z.enum(["uploading", "uploaded", "valid", "invalid"]),
  report: DatasetReport.nullable(),
});
export type WireDataset = z.infer<typeof WireDataset>;

export const wireDataset = (stored: StoredDataset): WireDataset => ({
  id: stored.id,
  name: stored.name,
  taskType: stored.task_type,
  sizeBytes: stored.size_bytes,
  createdAt: stored.created_at,
  state: stored.state,
  report: stored.report,
});

const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/u, "64 lower-case hex digits");

/** Declares a dataset. S3 itself will refuse any other length, type or bytes than are declared here. */
export const CreateUpload = z.object({
  taskType: TaskType,
  name: z.string().trim().min(1).max(200),
  sizeBytes: z.int().positive(),
  contentType: z
    .string()
    .max(100)
    .regex(/^[\w.+-]+\/[\w.+-]+(?:; ?charset=[\w-]+)?$/u, "a media type such as text/csv"),
  sha256: Sha256Hex,
});
export type CreateUpload = z.infer<typeof CreateUpload>;

/** One PUT of all bytes to `url`, with exactly these headers (the browser adds the length itself). */
export const Upload = z.object({
  dataset: WireDataset,
  url: z.url(),
  headers: z.record(z.string(), z.string()),
  expiresAt: EpochMs,
});
export type Upload = z.infer<typeof Upload>;

/** What `datasets.validate` streams: progress, then the dataset with its report. */
export const ValidationUpdate = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("progress"),
    bytes: z.int().nonnegative(),
    totalBytes: z.int().nonnegative(),
    rows: z.int().nonnegative(),
  }),
  z.object({ type: z.literal("done"), dataset: WireDataset }),
]);
export type ValidationUpdate = z.infer<typeof ValidationUpdate>;
