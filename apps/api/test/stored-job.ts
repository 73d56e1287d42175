import {
  DatasetId,
  DEFAULT_SERVER,
  epochMs,
  JobId,
  jobKey,
  progressKey,
  receiptKey,
  resultKey,
  StoredJob,
  StoredProgress,
  StoredReceipt,
  StoredResult,
} from "@flash/schemas";
import type { World } from "./world.ts";

export const JOB_ID = JobId.parse("job_01hzzzzzzzzzzzzzzzzzzzzzzz");
export const DATASET_ID = DatasetId.parse("ds_01hzzzzzzzzzzzzzzzzzzzzzzz");

/** A job of `ann`, queued; `fields` are what a test is about. */
export const storedJob = (fields: Partial<StoredJob> = {}): StoredJob =>
  StoredJob.parse({
    rev: 1,
    write_id: "w1",
    version: 1,
    id: JOB_ID,
    owner: "ann",
    name: "mails",
    task_type: "text-classification",
    dataset: {
      id: DATASET_ID,
      key: `datasets/${DATASET_ID}/source`,
      size_bytes: 10,
      sha256: "a".repeat(64),
      classes: ["ham", "spam"],
      num_classes: 2,
      rows: 20,
    },
    hyperparameters: { batch_size: 32, step_lr: { step_size: 4, gamma: 0.1 } },
    limits: { max_queue_ms: 1000, max_boot_ms: 1000, max_silence_ms: 1000, max_run_ms: 1000, max_attempts: 3 },
    created_at: 1000,
    queue_deadline: 2000,
    reject_after: null,
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
    timeline: [{ at: 1000, by: "api", event: "submitted" }],
    ...fields,
  });

/** On a server, its machine started. */
export const assignedJob = (fields: Partial<StoredJob> = {}): StoredJob =>
  storedJob({ state: "assigned", server: DEFAULT_SERVER, attempt: 1, started_at: epochMs(1500), ...fields });

export const endedJob = (state: "succeeded" | "failed" | "cancelled", fields: Partial<StoredJob> = {}): StoredJob => {
  const reason = ({ succeeded: "trained", failed: "machine_silent", cancelled: "cancelled" } as const)[state];
  const outcome = { reason, detail: "", at: epochMs(9000), by: "stop", attempt: 1 };
  return assignedJob({ state, outcome, rev: 5, ...fields });
};

export const storedProgress = (fields: Partial<StoredProgress> = {}): StoredProgress =>
  StoredProgress.parse({ seq: 1, boot_id: "b1", phase: "training", step: 3, total: 10, ...fields });

const EPOCH = {
  epoch: 1,
  train_loss: 0.5,
  train_accuracy: 0.8,
  val_loss: 0.6,
  val_accuracy: 0.7,
  learning_rate: 0.001,
  duration_ms: 12,
};

export const storedResult = () =>
  StoredResult.parse({
    outcome: "succeeded",
    job: JOB_ID,
    attempt: 1,
    boot_id: "b1",
    accuracy: 0.97,
    metrics: [EPOCH],
    classes: ["ham", "spam"],
    artifacts: [{ path: "onnx/model.onnx", role: "model", size_bytes: 99, sha256: "b".repeat(64) }],
    log_tail: ["done"],
  });

export const storedReceipt = (): StoredReceipt =>
  StoredReceipt.parse({
    rev: 1,
    write_id: "w9",
    job: JOB_ID,
    server: "default",
    instance: null,
    attempts: 1,
    queued_s: 1,
    boot_s: 2,
    run_s: 3,
    seconds_on: 6,
    usd_per_hour: 1,
    cost_usd: 0.002,
    stopped_by: "stop",
    stopped_seen_at: 10_000,
    handed_to: null,
  });

/** Puts documents where the control plane and the training server would. */
export function write(
  { store }: World,
  documents: { job?: StoredJob; progress?: StoredProgress; result?: StoredResult; receipt?: StoredReceipt },
): void {
  const { job, progress, result, receipt } = documents;
  const put = (key: string, value: unknown): void => store.edit(key, JSON.stringify(value));
  if (receipt !== undefined) put(receiptKey(JOB_ID), receipt);
  if (result !== undefined) put(resultKey(JOB_ID, 1), result);
  if (progress !== undefined) put(progressKey(JOB_ID, 1), progress);
  if (job !== undefined) put(jobKey(job.id), job);
}
