/** Every change of `status.json`, as a pure function from one version to the next. */
import type { EpochMs, InstanceId, JobId, StoredJob, StoredStatus } from "@flash/schemas";
import { later } from "@flash/schemas";

/** [D1, H1] */
export const heldBy = (status: StoredStatus, job: StoredJob, now: EpochMs): StoredStatus => ({
  ...status,
  status: "active",
  token: job.id,
  task_type: job.task_type,
  stopping: null,
  suspect: null,
  backoff_until: null,
  updated_at: now,
});

/** [Z1] */
export const stopping = (
  status: StoredStatus,
  intent: {
    readonly id: string;
    readonly at: EpochMs;
    readonly job: JobId | null;
    readonly instance: InstanceId | null;
    readonly by: string;
    /** How long no job is given to the server; null: no longer than it takes to stop. */
    readonly backoffMs: number | null;
  },
): StoredStatus => {
  const { backoffMs, ...rest } = intent;
  return {
    ...status,
    status: "active",
    token: null,
    stopping: rest,
    suspect: null,
    backoff_until: backoffMs === null ? status.backoff_until : later(intent.at, backoffMs),
    updated_at: intent.at,
  };
};

/** [Z2] */
export const stoppingRenewed = (status: StoredStatus, now: EpochMs): StoredStatus => ({
  ...status,
  stopping: status.stopping === null ? null : { ...status.stopping, at: now },
  updated_at: now,
});

/** [Z3] */
export const asleep = (status: StoredStatus, now: EpochMs): StoredStatus => ({
  ...devModeApplied(status, now),
  status: "sleeping",
  token: null,
  stopping: null,
  suspect: null,
});

/** A switch of dev mode that was asked for takes effect when the server sleeps. */
export const devModeApplied = (status: StoredStatus, now: EpochMs): StoredStatus => ({
  ...status,
  dev_mode: status.pending_dev_mode ?? status.dev_mode,
  pending_dev_mode: null,
  updated_at: now,
});

/** [R1] */
export const suspecting = (
  status: StoredStatus,
  { attempt, etag }: { readonly attempt: number; readonly etag: string | null },
  now: EpochMs,
): StoredStatus => ({ ...status, suspect: { attempt, etag, since: now }, updated_at: now });

export const trusting = (status: StoredStatus, now: EpochMs): StoredStatus => ({
  ...status,
  suspect: null,
  updated_at: now,
});
