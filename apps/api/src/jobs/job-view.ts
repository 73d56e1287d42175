import {
  camelCase,
  describeReason,
  type EpochMetrics,
  type JobState,
  scoreOf,
  type StoredJob,
  type StoredProgress,
  type StoredReceipt,
  type StoredResult,
  type WireEpoch,
  type WireJob,
  type WireOutcome,
  type WireProgress,
  type WireReceipt,
} from "@flash/schemas";

/** A job with everything that is shown about it, as one look found it. */
export interface SeenJob {
  readonly job: StoredJob;
  /** Of the attempt that counts; null when it has not reported. */
  readonly progress: StoredProgress | null;
  readonly result: StoredResult | null;
  readonly receipt: StoredReceipt | null;
  readonly queuePosition: number | null;
  /** false: its server only reads and deletes the training config, so that a started one is taken to be training. */
  readonly reports: boolean;
}

/** Where in its life the job is: finer than what is stored. */
export function stateOf({ job, progress, reports }: Pick<SeenJob, "job" | "progress" | "reports">): JobState {
  if (job.state !== "assigned") return job.state;
  if (job.ending?.reason === "cancelled") return "cancelling";
  if (progress !== null) return "training";
  if (job.started_at === null) return "starting";
  return reports ? "booting" : "training";
}

/** The names of further metrics are the trainer's own words. */
const wireEpoch = ({ metrics, ...epoch }: EpochMetrics): WireEpoch => ({ ...camelCase(epoch), metrics });

/** A result has the metrics and the log to the end; the last progress may be some seconds older. */
function progressView({ progress, result }: SeenJob): WireProgress | null {
  if (progress === null) return null;
  const metrics = result?.outcome === "succeeded" ? result.metrics : progress.metrics;
  return {
    phase: progress.phase,
    step: progress.step,
    total: progress.total,
    epoch: progress.epoch,
    epochs: progress.epochs,
    etaMs: progress.eta_ms,
    metrics: metrics.map(wireEpoch),
    substitution: progress.substitution,
    logTail: result === null || result.log_tail.length === 0 ? progress.log_tail : result.log_tail,
  };
}

function outcomeView({ job, result }: SeenJob): WireOutcome | null {
  if (job.outcome === null) return null;
  const { reason, detail, at } = job.outcome;
  const succeeded = result?.outcome === "succeeded" ? result : null;
  const accuracy = succeeded?.accuracy ?? null;
  const score = succeeded === null ? null : scoreOf(succeeded);
  return { reason, ...describeReason(reason), detail, at, accuracy, score };
}

function receiptView(receipt: StoredReceipt): WireReceipt {
  const { instance, queued_s, boot_s, run_s, seconds_on, usd_per_hour, cost_usd } = receipt;
  const { stopped_by, stopped_seen_at, handed_to } = receipt;
  const paid = { instance, queued_s, boot_s, run_s, seconds_on, usd_per_hour, cost_usd };
  return camelCase({ ...paid, stopped_by, stopped_seen_at, handed_to });
}

export function jobView(seen: SeenJob): WireJob {
  const { job, receipt } = seen;
  return {
    id: job.id,
    name: job.name,
    taskType: job.task_type,
    datasetId: job.dataset.id,
    hyperparameters: camelCase(job.hyperparameters),
    state: stateOf(seen),
    server: job.server,
    attempt: job.attempt,
    createdAt: job.created_at,
    queuePosition: seen.queuePosition,
    progress: progressView(seen),
    outcome: outcomeView(seen),
    receipt: receipt === null ? null : receiptView(receipt),
    timeline: job.timeline,
  };
}

/** As an entry of a listing: a hundred jobs with all their epochs and logs would not fit into a Lambda's answer of 6 MB. */
export const briefly = (job: WireJob): WireJob =>
  job.progress === null ? job : { ...job, progress: { ...job.progress, metrics: [], logTail: [] } };
