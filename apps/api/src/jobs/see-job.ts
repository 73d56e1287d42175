import { type Doc, positionInQueue } from "@flash/control-plane";
import {
  progressKey,
  receiptKey,
  resultKey,
  type StoredJob,
  StoredProgress,
  StoredReceipt,
  StoredResult,
  type WireJob,
} from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { readable } from "../readable.ts";
import { jobView } from "./job-view.ts";

/** A job as it is shown, and which version of it that is: the same words as long as nothing has changed. */
export interface JobNow {
  readonly version: string;
  readonly job: WireJob;
}

/** Looks up what belongs to a job: its attempt's folder, its place in the queue, its receipt. Three reads at most, side by side. */
export async function seeJob(ctx: CallerContext, job: StoredJob): Promise<JobNow> {
  const over = job.outcome !== null;
  const [progress, result, receipt, queuePosition] = await Promise.all([
    readProgress(ctx, job),
    over && job.state !== "cancelled" ? readResult(ctx, job) : null,
    over && hadServer(job) ? readReceipt(ctx, job) : null,
    job.state === "queued" ? positionInQueue(ctx.documents.store, job) : null,
  ]);
  return {
    version: versionOf(job, progress, receipt, queuePosition),
    job: jobView({
      job,
      progress: progress?.value ?? null,
      result,
      receipt: receipt?.value ?? null,
      queuePosition,
      reports: ctx.fleet.find(({ name }) => name === job.server)?.reports ?? true,
    }),
  };
}

/** The attempt that ended the job, or the one that runs; 0: there was none. */
const attemptOf = (job: StoredJob): number => job.outcome?.attempt ?? job.attempt;

async function readProgress({ documents }: CallerContext, job: StoredJob): Promise<Doc<StoredProgress> | null> {
  const attempt = attemptOf(job);
  if (attempt === 0 || job.state === "queued") return null;
  const read = await documents.read(progressKey(job.id, attempt), StoredProgress);
  // A training server of somebody else's making may write what it likes there: the job itself is still to be seen.
  return read.kind === "found" ? read.doc : null;
}

/** Only such a job gets a receipt. One that went back to the queue has no server any more, but may have had a machine. */
const hadServer = (job: StoredJob): boolean => job.server !== null || job.first_started_at !== null;

/** A cancelled job is not asked for its result: a machine that was faster than the cancellation made a model that nobody gets. */
export async function readResult({ documents }: CallerContext, job: StoredJob): Promise<StoredResult | null> {
  const attempt = attemptOf(job);
  if (attempt === 0) return null;
  const read = await documents.read(resultKey(job.id, attempt), StoredResult);
  return read.kind === "found" ? read.doc.value : null;
}

const readReceipt = async ({ documents }: CallerContext, job: StoredJob): Promise<Doc<StoredReceipt> | null> =>
  readable(await documents.read(receiptKey(job.id), StoredReceipt));

/** Equal bytes have equal ETags: then nothing that is shown has changed either. */
function versionOf(
  job: StoredJob,
  progress: Doc<StoredProgress> | null,
  receipt: Doc<StoredReceipt> | null,
  queuePosition: number | null,
): string {
  const seen = [`r${job.rev}`, `q${queuePosition ?? 0}`, `p${progress?.etag ?? 0}`, `c${receipt === null ? 0 : 1}`];
  return seen.join("-").replaceAll('"', "");
}
