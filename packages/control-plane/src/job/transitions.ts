/** Every change of `job.json`, as a pure function from one version's content to the next. */
import {
  describeReason,
  type EpochMs,
  type InstanceId,
  type Reason,
  type ServerName,
  STATE_OF_REASON,
  type StoredJob,
  type TimelineEntry,
} from "@flash/schemas";

/** Long enough for any sane life; a job that was requeued for days keeps its beginning and its newest entries. */
const TIMELINE_HEAD = 20;
const TIMELINE_LENGTH = 100;

/** What a machine can do to a job that spends an attempt. */
export type Fault = "boot_timeout" | "boot_failed" | "machine_silent";

/** Who changes the job, and when by the store's clock. */
export interface Stamp {
  readonly at: EpochMs;
  readonly by: string;
}

export const isTerminal = (job: StoredJob): boolean => job.outcome !== null;

const note = (
  job: StoredJob,
  { at, by }: Stamp,
  event: TimelineEntry["event"],
  detail?: string,
): Pick<StoredJob, "timeline"> => {
  const entry: TimelineEntry = { at, by, event, ...(detail === undefined ? {} : { detail: detail.slice(0, 500) }) };
  const { timeline } = job;
  const kept =
    timeline.length < TIMELINE_LENGTH
      ? timeline
      : [...timeline.slice(0, TIMELINE_HEAD), ...timeline.slice(TIMELINE_HEAD + 1)];
  return { timeline: [...kept, entry] };
};

const FRESH_ATTEMPT = {
  config_created_at: null,
  started_at: null,
  starts: 0,
  warm: false,
} as const satisfies Partial<StoredJob>;

/** [D2] names the server before that server's config exists, so one job never lands on two servers. */
export const assigned = (
  job: StoredJob,
  to: { readonly server: ServerName; readonly instance: InstanceId; readonly warm: boolean },
  stamp: Stamp,
): StoredJob => ({
  ...job,
  ...FRESH_ATTEMPT,
  state: "assigned",
  server: to.server,
  attempt: job.attempt + 1,
  instance: to.instance,
  warm: to.warm,
  // A machine that was left on is this job's from now on.
  first_started_at: job.first_started_at ?? (to.warm ? stamp.at : null),
  ...note(job, stamp, "assigned", `server ${to.server}${to.warm ? ", machine still on" : ""}`),
});

/** [D4] */
export const configCreated = (job: StoredJob, stamp: Stamp): StoredJob => ({
  ...job,
  config_created_at: stamp.at,
  ...note(job, stamp, "config_created", `attempt ${job.attempt}`),
});

/** [D5] EC2 accepted the start; the boot clock runs from here. */
export const machineStarted = (job: StoredJob, instance: InstanceId, stamp: Stamp): StoredJob => ({
  ...job,
  instance,
  started_at: stamp.at,
  starts: job.starts + 1,
  first_started_at: job.first_started_at ?? stamp.at,
  ...note(job, stamp, job.starts === 0 ? "machine_started" : "interrupted", instance),
});

/** No instance of the server is to be had: back to the queue, at no cost to the job. */
export const requeueWanted = (
  job: StoredJob,
  why: "capacity" | "hold_lost",
  detail: string,
  stamp: Stamp,
): StoredJob => ({
  ...job,
  requeue: { why, at: stamp.at },
  ...note(job, stamp, why === "capacity" ? "start_refused" : "requeued", detail),
});

/** A machine took the attempt after all. */
export const attemptKept = (job: StoredJob): StoredJob => ({ ...job, requeue: null });

/** [Q] */
export const requeued = (job: StoredJob, stamp: Stamp): StoredJob => ({
  ...job,
  ...FRESH_ATTEMPT,
  state: "queued",
  server: null,
  instance: null,
  fence: null,
  requeue: null,
  ...note(job, stamp, "requeued", job.requeue?.why),
});

/** [R2] the next attempt; it may begin when the machine of this one was seen off. */
export const retried = (
  job: StoredJob,
  {
    fault,
    fence,
    detail,
  }: { readonly fault: Fault | null; readonly fence: InstanceId | null; readonly detail: string },
  stamp: Stamp,
): StoredJob => ({
  ...job,
  ...FRESH_ATTEMPT,
  attempt: job.attempt + 1,
  faults: job.faults + (fault === null ? 0 : 1),
  fence: { instance: fence, at: stamp.at },
  ...note(job, stamp, "retried", fault === null ? detail : `${fault}: ${detail}`),
});

/** [R3] */
export const fenceRenewed = (job: StoredJob, now: EpochMs): StoredJob => ({
  ...job,
  fence: job.fence === null ? null : { ...job.fence, at: now },
});

/** [R5] */
export const unfenced = (job: StoredJob, instance: InstanceId, stamp: Stamp): StoredJob => ({
  ...job,
  fence: null,
  instance,
  config_created_at: job.config_created_at ?? stamp.at,
});

/** [X2] decided, and not to be taken back. */
export const ending = (job: StoredJob, reason: Reason, detail: string, stamp: Stamp): StoredJob => ({
  ...job,
  ending: { reason, detail: detail.slice(0, 1_000), by: stamp.by, at: stamp.at },
  ...note(job, stamp, "ending", reason),
});

/** [E3] the last write of a job. */
export const ended = (
  job: StoredJob,
  { reason, detail, attempt }: { readonly reason: Reason; readonly detail: string; readonly attempt: number },
  stamp: Stamp,
): StoredJob => ({
  ...job,
  state: STATE_OF_REASON[reason],
  fence: null,
  requeue: null,
  outcome: { reason, detail: detail.slice(0, 4_000), at: stamp.at, by: stamp.by, attempt },
  ...note(job, stamp, "ended", describeReason(reason).sentence),
});
