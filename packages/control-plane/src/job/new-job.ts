import {
  type ConfigDataset,
  type EpochMs,
  type IdempotencyKey,
  type JobId,
  later,
  type OwnerId,
  type StoredJob,
  type StoredLimits,
  type TaskType,
} from "@flash/schemas";
import type * as z from "zod";
import type { Content } from "../documents/documents.ts";
import type { Clocks } from "../fleet/clocks.ts";

/** A training request that has passed every check of the API. */
export interface NewJob {
  readonly id: JobId;
  readonly owner: OwnerId;
  readonly idempotencyKey: IdempotencyKey;
  /** SHA-256 of the canonical request. */
  readonly requestDigest: string;
  readonly name: string;
  readonly taskType: TaskType;
  readonly dataset: z.infer<typeof ConfigDataset>;
  /** snake_case. */
  readonly hyperparameters: StoredJob["hyperparameters"];
  readonly limits: Partial<StoredLimits>;
  readonly onBusy: "queue" | "reject";
  /** By the store's clock. */
  readonly at: EpochMs;
}

/** How long a job that is not to wait may be on its way to a server before it counts as refused. */
const REJECT_WINDOW_MS = 10_000;

/** The first version of the job. The same request always makes the same bytes, whoever completes a submission. */
export function firstVersion(request: NewJob, clocks: Clocks): Content<StoredJob> {
  const { id, owner, name, at, limits } = request;
  const maxQueueMs = limits.max_queue_ms ?? clocks.maxQueueMs;
  return {
    version: 1,
    id,
    owner,
    name,
    task_type: request.taskType,
    dataset: request.dataset,
    hyperparameters: request.hyperparameters,
    limits: {
      max_queue_ms: maxQueueMs,
      max_boot_ms: limits.max_boot_ms ?? clocks.maxBootMs,
      max_silence_ms: limits.max_silence_ms ?? clocks.maxSilenceMs,
      max_run_ms: limits.max_run_ms ?? clocks.maxRunMs,
      max_attempts: limits.max_attempts ?? clocks.maxAttempts,
    },
    created_at: at,
    queue_deadline: later(at, maxQueueMs),
    reject_after: request.onBusy === "reject" ? later(at, REJECT_WINDOW_MS) : null,
    state: "queued",
    server: null,
    attempt: 0,
    faults: 0,
    instance: null,
    warm: false,
    config_created_at: null,
    started_at: null,
    starts: 0,
    first_started_at: null,
    fence: null,
    requeue: null,
    ending: null,
    outcome: null,
    timeline: [{ at, by: "api", event: "submitted" }],
  };
}
