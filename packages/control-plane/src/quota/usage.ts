/** What an owner uses, as pure functions from one version of its usage document to the next. */
import { type EpochMs, type JobId, later, type Problem, type StoredUsage } from "@flash/schemas";
import type { Content } from "../documents/documents.ts";
import { monthOf, monthStart, nextMonth } from "./month.ts";
import type { Limits } from "./quotas.ts";

export type Usage = Content<StoredUsage>;
type Exceeded = Extract<Problem, { code: "quota_exceeded" }>;

/** What a look at one of the jobs in the document showed. */
export type JobUse =
  /** Not over. `secondsOn`: its machine's so far. */
  | { readonly state: "open"; readonly secondsOn: number }
  /** Over, but its machine has not been seen off. */
  | { readonly state: "ending"; readonly secondsOn: number }
  /** Over with its receipt, which was written at `at`; or there never was such a job. */
  | { readonly state: "over"; readonly secondsOn: number; readonly at: EpochMs };

/** An entry without a job is one of a submission that is under way, or that was cut off. Longer than a function lives. */
export const SUBMISSION_MAX_MS = 600_000;
/** So long the datasets are not counted one by one again: whoever is refused may ask again at once. */
const COUNT_AGAIN_MS = 600_000;
/** Where only the number of entries asks for a look: looks are as rare as the entries are many. */
const lookAfter = (entries: number): number => 2 * entries + 200;
export const FIRST_LOOK = lookAfter(0);

/** In a new month everybody starts anew. */
export const inMonth = (usage: Usage, now: EpochMs): Usage =>
  usage.machine.month === monthOf(now) ? usage : { ...usage, machine: { month: monthOf(now), seconds: 0 } };

/**
 * Whether the jobs have to be looked at before one more may be let in. Until then the entries are an upper bound: a job
 * has one machine at a time, so its machine was on for no longer than the time since it was let in.
 */
export function mustLook(usage: Usage, { openJobs, machineSecondsPerMonth }: Limits, now: EpochMs): boolean {
  const atMost = usage.jobs.reduce(
    (sum, { at }) => sum + (now - Math.max(at, monthStart(now))) / 1_000,
    usage.machine.seconds,
  );
  return (
    usage.jobs.length >= (openJobs ?? usage.look_at) ||
    (machineSecondsPerMonth !== null && atMost >= machineSecondsPerMonth)
  );
}

/** The machine time of the jobs that are over is added up, in the month in which their receipts were written. */
export function settled(usage: Usage, uses: ReadonlyMap<JobId, JobUse>, now: EpochMs): Usage {
  const over = usage.jobs.flatMap(({ id }) => {
    const use = uses.get(id);
    return use?.state === "over" ? [{ id, ...use }] : [];
  });
  const gone = new Set(over.map(({ id }) => id));
  const seconds = over.filter(({ at }) => monthOf(at) === monthOf(now)).reduce((sum, use) => sum + use.secondsOn, 0);
  const jobs = usage.jobs.filter(({ id }) => !gone.has(id));
  return {
    ...usage,
    jobs,
    look_at: lookAfter(jobs.length),
    machine: { ...usage.machine, seconds: usage.machine.seconds + seconds },
  };
}

/** @param uses - of the jobs that are left in the document. */
export function jobsExceeded(
  { jobs, machine }: Usage,
  uses: ReadonlyMap<JobId, JobUse>,
  { openJobs, machineSecondsPerMonth }: Limits,
  now: EpochMs,
): Exceeded | null {
  const left = jobs.map(({ id }) => uses.get(id)).filter((use) => use !== undefined);
  const open = left.filter(({ state }) => state === "open").length;
  if (openJobs !== null && open >= openJobs) {
    return { code: "quota_exceeded", quota: "open_jobs", limit: openJobs, used: open, resetsAt: null };
  }
  const used = Math.ceil(left.reduce((sum, { secondsOn }) => sum + secondsOn, machine.seconds));
  if (machineSecondsPerMonth === null || used < machineSecondsPerMonth) return null;
  const limit = machineSecondsPerMonth;
  return { code: "quota_exceeded", quota: "machine_seconds", limit, used, resetsAt: nextMonth(now) };
}

export const withJob = (usage: Usage, id: JobId, at: EpochMs): Usage => ({
  ...usage,
  jobs: [...usage.jobs, { id, at }],
});

/** What one more dataset would exceed. */
export function datasetsExceeded({ datasets }: Usage, sizeBytes: number, limits: Limits): Exceeded | null {
  const exceeded = (quota: Exceeded["quota"], limit: number, used: number): Exceeded => ({
    code: "quota_exceeded",
    quota,
    limit,
    used,
    resetsAt: null,
  });
  if (limits.datasets !== null && datasets.count >= limits.datasets) {
    return exceeded("datasets", limits.datasets, datasets.count);
  }
  return limits.datasetBytes !== null && datasets.bytes + sizeBytes > limits.datasetBytes
    ? exceeded("dataset_bytes", limits.datasetBytes, datasets.bytes)
    : null;
}

/** Uploads that were cut off, and deletions that were, make the count too high, never too low. */
export const mayCountAgain = ({ datasets }: Usage, now: EpochMs): boolean =>
  datasets.counted_at === null || now > later(datasets.counted_at, COUNT_AGAIN_MS);

/** @param change - 1 for a dataset that comes, -1 for one that went. */
export const withDataset = (usage: Usage, sizeBytes: number, change: 1 | -1): Usage => ({
  ...usage,
  datasets: {
    ...usage.datasets,
    count: Math.max(0, usage.datasets.count + change),
    bytes: Math.max(0, usage.datasets.bytes + change * sizeBytes),
  },
});
