import * as z from "zod";
import { DatasetFix } from "../dataset-fix.ts";
import { DatasetReport } from "../dataset-report.ts";
import { DatasetId, IdempotencyKey } from "../ids.ts";
import type { StoredDataset } from "../stored/dataset.ts";
import { TaskType } from "../task-types/task-type.ts";
import { EpochMs } from "../time.ts";

export const WireDataset = z.object({
  id: DatasetId,
  name: z.string(),
  taskType: TaskType,
  sizeBytes: z.int().nonnegative(),
  createdAt: EpochMs,
  state: z.enum(["uploading", "uploaded", "valid", "invalid"]),
  report: DatasetReport.nullable(),
  /** Of which dataset this one was made, and how; absent: it was uploaded. */
  derivedFrom: z.object({ datasetId: DatasetId, fixes: z.array(DatasetFix) }).optional(),
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
  ...(stored.derived_from !== null && {
    derivedFrom: { datasetId: stored.derived_from.dataset_id, fixes: stored.derived_from.fixes },
  }),
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
  /**
   * Of all bytes, where it is known beforehand. With it a dataset that this owner has already is found again, and a small
   * one goes in one piece.
   */
  sha256: Sha256Hex.optional(),
  /** Share of rows or images that may be bad: up to it they are dropped and the dataset is valid. Left out: what the rules say. */
  badRowShare: z.number().min(0).max(1).optional(),
  idempotencyKey: IdempotencyKey.optional(),
});
export type CreateUpload = z.infer<typeof CreateUpload>;

/** To be sent by PUT with exactly these headers; HTTP clients add the length, which is signed too, by themselves. */
const SignedPut = z.object({ url: z.url(), headers: z.record(z.string(), z.string()) });

const PartDigest = z.object({ partNumber: z.int().min(1).max(10_000), sha256: Sha256Hex });

/** What is still to be sent. */
export const Sending = z.discriminatedUnion("how", [
  /** The bytes are there. */
  z.object({ how: z.literal("nothing") }),
  /** All bytes at once. */
  z.object({ how: z.literal("put"), ...SignedPut.shape, expiresAt: EpochMs }),
  /**
   * In parts of `partSizeBytes`, the last one shorter, numbered from 1; each to a URL of `signParts`. `stored` are those
   * that have arrived, as the storage has them: whoever resumes compares.
   */
  z.object({
    how: z.literal("parts"),
    partSizeBytes: z.int().positive(),
    partCount: z.int().positive(),
    stored: z.array(PartDigest),
  }),
]);
export type Sending = z.infer<typeof Sending>;

/** `dataset.state` is `valid` when this owner had these bytes already. */
export const Upload = z.object({ dataset: WireDataset, sending: Sending });
export type Upload = z.infer<typeof Upload>;

/** At most a hundred at once: they are signed when they are about to be sent. */
export const SignParts = z.object({ datasetId: DatasetId, parts: z.array(PartDigest).min(1).max(100) });
export type SignParts = z.infer<typeof SignParts>;

export const SignedParts = z.object({
  parts: z.array(z.object({ partNumber: z.int(), ...SignedPut.shape })),
  expiresAt: EpochMs,
});
export type SignedParts = z.infer<typeof SignedParts>;

export const CompleteUpload = z.object({
  datasetId: DatasetId,
  /** SHA-256 over the SHA-256s of all parts, in hex, as the sender has them. */
  compositeSha256: Sha256Hex.optional(),
});
export type CompleteUpload = z.infer<typeof CompleteUpload>;

/**
 * What `datasets.validate` streams: progress, then the dataset with its report. `continue` comes last on a connection whose function
 * has no time left: the stream is not complete, and whoever connects again, as every client does by itself, has the validation go on
 * where it stopped.
 */
export const ValidationUpdate = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("progress"),
    bytes: z.int().nonnegative(),
    totalBytes: z.int().nonnegative(),
    rows: z.int().nonnegative(),
    /** Until the report, at the speed so far; null until there is enough to go by. */
    secondsLeft: z.number().nonnegative().nullable(),
  }),
  z.object({
    type: z.literal("continue"),
    bytes: z.int().nonnegative(),
    totalBytes: z.int().nonnegative(),
    rows: z.int().nonnegative(),
  }),
  z.object({ type: z.literal("done"), dataset: WireDataset }),
]);
export type ValidationUpdate = z.infer<typeof ValidationUpdate>;

/** Has a dataset mended that has been validated. The same fixes of the same dataset make one new dataset, however often they are asked for. */
export const ApplyFixes = z.object({
  datasetId: DatasetId,
  /** Some of those that the report's problems carry; left out: all of them. */
  fixes: z.array(DatasetFix).min(1).max(100).optional(),
});
export type ApplyFixes = z.infer<typeof ApplyFixes>;

/** What `datasets.applyFixes` streams: progress, then the new dataset, which is still to be validated. */
export const FixUpdate = z.discriminatedUnion("type", [
  /** Of all that there is to be read. */
  z.object({ type: z.literal("progress"), bytes: z.int().nonnegative(), totalBytes: z.int().nonnegative() }),
  z.object({ type: z.literal("done"), dataset: WireDataset }),
]);
export type FixUpdate = z.infer<typeof FixUpdate>;
