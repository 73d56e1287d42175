import * as z from "zod";
import { DatasetId, InstanceId, JobId, OwnerId, ServerName } from "../ids.ts";
import { TaskType } from "../task-types/task-type.ts";
import { EpochMs } from "../time.ts";
import { Reason } from "./outcome.ts";
import { Revision } from "./revision.ts";
import { VersionIfSaid } from "./version.ts";
import { ConfigDataset } from "./training-config.ts";

/** Every job has all of them, always. Milliseconds. */
export const StoredLimits = z.object({
  max_queue_ms: z.int().positive(),
  max_boot_ms: z.int().positive(),
  max_silence_ms: z.int().positive(),
  max_run_ms: z.int().positive(),
  max_attempts: z.int().positive(),
});
export type StoredLimits = z.infer<typeof StoredLimits>;

/** One transition: who did it, when, and what. */
export const TimelineEntry = z.object({
  at: EpochMs,
  by: z.string(),
  event: z.enum([
    "submitted",
    "assigned",
    "config_created",
    "machine_started",
    "start_refused",
    "suspected",
    "retried",
    "requeued",
    "interrupted",
    "ending",
    "ended",
  ]),
  detail: z.string().max(500).optional(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** Decided and not to be taken back; the rule rolls it forward from whatever point a crash left it at. */
export const Ending = z.object({ reason: Reason, detail: z.string().max(1_000), by: z.string(), at: EpochMs });

/** `jobs/<id>/job.json`: written by the control plane only, by compare-and-swap; never again once it is terminal. */
export const StoredJob = z.object({
  ...Revision.shape,
  version: z.literal(1),
  id: JobId,
  owner: OwnerId,
  name: z.string(),
  task_type: TaskType,
  dataset: ConfigDataset,
  hyperparameters: z.record(z.string(), z.json()),
  limits: StoredLimits,
  created_at: EpochMs,
  /** Queued longer than this: `queue_timeout`. */
  queue_deadline: EpochMs,
  /** For a caller that does not want to wait: not assigned by then means refused. */
  reject_after: EpochMs.nullable(),

  state: z.enum(["queued", "assigned", "succeeded", "failed", "cancelled"]),
  server: ServerName.nullable(),
  /** 0 until the first assignment. Counts every attempt, also those that cost the job nothing. */
  attempt: z.int().nonnegative(),
  /** Attempts that a machine's fault has spent; `max_attempts` ends the job. */
  faults: z.int().nonnegative(),
  /** The instance that this attempt starts. The claim, not this, names the machine that trains. */
  instance: InstanceId.nullable(),
  /** The machine was still on from the job before. */
  warm: z.boolean(),
  config_created_at: EpochMs.nullable(),
  /** When EC2 last accepted a start for this attempt: the boot clock runs from here. */
  started_at: EpochMs.nullable(),
  /** How often EC2 accepted a start for this attempt. */
  starts: z.int().nonnegative(),
  /** When EC2 first accepted a start for this job: machine time is counted from here. */
  first_started_at: EpochMs.nullable(),
  /** The machine of the attempt before, which must be seen off before the next may begin. */
  fence: z.object({ instance: InstanceId.nullable(), at: EpochMs }).nullable(),
  /** Back to the queue, without a fault: no capacity, or a hand edit took the server away. */
  requeue: z.object({ why: z.enum(["capacity", "hold_lost"]), at: EpochMs }).nullable(),
  ending: Ending.nullable(),
  /** Set with the terminal state. */
  outcome: z
    .object({ reason: Reason, detail: z.string(), at: EpochMs, by: z.string(), attempt: z.int().nonnegative() })
    .nullable(),
  timeline: z.array(TimelineEntry),
});
export type StoredJob = z.infer<typeof StoredJob>;

/** `owners/<owner>/requests/<key>`: which job a request made. */
export const StoredRequest = z.object({
  ...Revision.shape,
  version: VersionIfSaid,
  job: JobId,
  dataset: DatasetId,
  /** SHA-256 of the canonical request: the same key with another request is a mistake. */
  digest: z.string(),
  at: EpochMs,
});
export type StoredRequest = z.infer<typeof StoredRequest>;
