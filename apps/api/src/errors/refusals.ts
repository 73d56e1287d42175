import type { ProblemCode } from "@flash/schemas";

/** At the door, before a procedure is looked at. */
const KEY = ["unauthorized", "rate_limited", "request_too_large"] as const;
const INPUT = [...KEY, "bad_request"] as const;
const DATASET = [...INPUT, "dataset_not_found"] as const;
const STORED = [...DATASET, "dataset_not_uploaded", "upload_mismatch", "upload_corrupt"] as const;
const JOB = [...INPUT, "job_not_found"] as const;

/**
 * What each procedure may refuse with: what a client has to reckon with, and no more leaves the API. A new procedure does
 * not compile until it stands here (`procedure-refusals.ts`).
 */
export const REFUSALS_OF = {
  status: KEY,
  train: [
    ...DATASET,
    "dataset_not_uploaded",
    "dataset_not_validated",
    "dataset_invalid",
    "dataset_of_other_task",
    "hyperparameters_invalid",
    "server_busy",
    "no_server_for_task",
    "idempotency_key_reused",
    "quota_exceeded",
  ],
  "datasets.createUpload": [...INPUT, "upload_too_large", "quota_exceeded", "idempotency_key_reused"],
  "datasets.resumeUpload": [...DATASET, "upload_not_open"],
  "datasets.signParts": [...DATASET, "upload_not_open"],
  "datasets.completeUpload": [...STORED, "upload_incomplete"],
  "datasets.abortUpload": [...DATASET, "upload_not_open", "dataset_in_use", "idempotency_key_reused"],
  "datasets.delete": [...DATASET, "dataset_in_use", "idempotency_key_reused"],
  "datasets.validate": STORED,
  "datasets.applyFixes": [
    ...DATASET,
    "dataset_not_validated",
    "dataset_not_uploaded",
    "dataset_too_slow_to_fix",
    "upload_too_large",
    "quota_exceeded",
  ],
  "datasets.get": DATASET,
  "datasets.list": INPUT,
  "jobs.get": JOB,
  "jobs.list": INPUT,
  "jobs.watch": JOB,
  "jobs.why": JOB,
  "jobs.cancel": [...JOB, "job_already_ended", "idempotency_key_reused"],
  "models.list": INPUT,
  "models.download": [...JOB, "model_not_ready"],
  "servers.setDevMode": [...INPUT, "forbidden", "server_not_found"],
  "taskTypes.list": KEY,
} as const satisfies Record<string, readonly ProblemCode[]>;

/** Whether a procedure may refuse with this; a path that is no procedure's may refuse with everything. */
export const mayRefuse = (path: string, code: ProblemCode): boolean =>
  !isProcedure(path) || REFUSALS_OF[path].some((declared) => declared === code);

const isProcedure = (path: string): path is keyof typeof REFUSALS_OF => Object.hasOwn(REFUSALS_OF, path);
