import * as z from "zod";
import { DatasetReport } from "./dataset-report.ts";
import { TaskType } from "./task-types/task-type.ts";
import { EpochMs } from "./time.ts";

/** One field that the caller must change. */
export const FieldFault = z.object({ path: z.string(), message: z.string() });
export type FieldFault = z.infer<typeof FieldFault>;

/** What an owner may have only so much of. */
export const QuotaName = z.enum([
  /** Datasets that are there, uploaded or not. */
  "datasets",
  /** What they have together, as declared. */
  "dataset_bytes",
  /** Jobs that are not over, waiting or running. */
  "open_jobs",
  /** Seconds that machines were on for the owner's jobs, from the first of the month (UTC). */
  "machine_seconds",
]);
export type QuotaName = z.infer<typeof QuotaName>;

/**
 * Everything that Flash refuses, closed: the same value from the pure function to the browser. Data, not prose;
 * `describeRefusal` makes the sentences.
 */
export const Problem = z.discriminatedUnion("code", [
  z.object({ code: z.literal("unauthorized") }),
  z.object({ code: z.literal("forbidden"), needs: z.literal("admin") }),
  z.object({ code: z.literal("bad_request"), faults: z.array(FieldFault) }),
  z.object({ code: z.literal("request_too_large"), sizeBytes: z.int(), limitBytes: z.int() }),
  /** Nothing was done. The same call is welcome after the wait. */
  z.object({ code: z.literal("rate_limited"), retryAfterMs: z.int().positive() }),
  /** `resetsAt` null: when something ends or is deleted, not at a time. */
  z.object({
    code: z.literal("quota_exceeded"),
    quota: QuotaName,
    limit: z.int().nonnegative(),
    used: z.int().nonnegative(),
    resetsAt: EpochMs.nullable(),
  }),
  z.object({ code: z.literal("dataset_not_found"), datasetId: z.string() }),
  z.object({ code: z.literal("dataset_not_uploaded"), datasetId: z.string() }),
  z.object({ code: z.literal("dataset_not_validated"), datasetId: z.string() }),
  z.object({ code: z.literal("dataset_invalid"), datasetId: z.string(), report: DatasetReport }),
  z.object({
    code: z.literal("dataset_of_other_task"),
    datasetId: z.string(),
    taskType: TaskType,
    datasetTaskType: TaskType,
  }),
  z.object({
    code: z.literal("upload_mismatch"),
    datasetId: z.string(),
    declaredBytes: z.int(),
    storedBytes: z.int(),
  }),
  /** No upload in parts is open: it has expired, was given up, or the dataset was sent in one piece. */
  z.object({ code: z.literal("upload_not_open"), datasetId: z.string() }),
  /** `parts` are the first hundred numbers of those that are missing or have the wrong length. */
  z.object({
    code: z.literal("upload_incomplete"),
    datasetId: z.string(),
    missingParts: z.int(),
    parts: z.array(z.int()),
  }),
  /** What arrived is not what was sent: SHA-256s in hex. */
  z.object({
    code: z.literal("upload_corrupt"),
    datasetId: z.string(),
    declaredSha256: z.string(),
    storedSha256: z.string(),
  }),
  /** Jobs that are not over will read it. */
  z.object({ code: z.literal("dataset_in_use"), datasetId: z.string(), jobIds: z.array(z.string()) }),
  /** It cannot be mended in the time that a function has. */
  z.object({ code: z.literal("dataset_too_slow_to_fix"), datasetId: z.string(), sizeBytes: z.int() }),
  z.object({ code: z.literal("upload_too_large"), sizeBytes: z.int(), limitBytes: z.int() }),
  z.object({ code: z.literal("hyperparameters_invalid"), faults: z.array(FieldFault) }),
  z.object({ code: z.literal("server_busy"), taskType: TaskType }),
  z.object({ code: z.literal("no_server_for_task"), taskType: TaskType }),
  z.object({ code: z.literal("server_not_found"), server: z.string() }),
  z.object({ code: z.literal("job_not_found"), jobId: z.string() }),
  z.object({ code: z.literal("job_already_ended"), jobId: z.string() }),
  z.object({ code: z.literal("model_not_ready"), jobId: z.string() }),
  z.object({ code: z.literal("idempotency_key_reused"), key: z.string() }),
]);
export type Problem = z.infer<typeof Problem>;
export type ProblemCode = Problem["code"];
