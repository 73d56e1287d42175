import { explain, positionInQueue, serversFor, type WhyFacts } from "@flash/control-plane";
import {
  claimKey,
  describeWhy,
  progressKey,
  type ServerName,
  StoredClaim,
  type StoredJob,
  StoredProgress,
  StoredStatus,
  statusKey,
  type WireWhy,
} from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { readable } from "../readable.ts";

/** A chain names so many servers at most; who waits for one of hundreds is not helped by a list of all. */
const SERVERS_NAMED = 5;

/** Looks up what the explanation needs: the servers that could take the job or that have it, its claim, its last sign of life. */
export async function whyJob(ctx: CallerContext, job: StoredJob): Promise<WireWhy> {
  const names =
    job.server === null
      ? serversFor(ctx.fleet, job.task_type)
          .slice(0, SERVERS_NAMED)
          .map(({ name }) => name)
      : [job.server];
  const [now, queuePosition, servers, claim, progress] = await Promise.all([
    ctx.now(),
    job.state === "queued" ? positionInQueue(ctx.documents.store, job) : null,
    Promise.all(names.map((name) => serverNow(ctx, name))),
    claimOf(ctx, job),
    progressOf(ctx, job),
  ]);
  const reasons = explain({ job, now, clocks: ctx.clocks, queuePosition, servers, claim, progress });
  return { jobId: job.id, now, reasons: reasons.map((reason) => ({ reason, sentence: describeWhy(reason) })) };
}

async function serverNow({ documents }: CallerContext, name: ServerName): Promise<WhyFacts["servers"][number]> {
  const status = await documents.read(statusKey(name), StoredStatus);
  // A status that is missing or broken is rebuilt by the next sweep; until then the server counts as stopping.
  return { name, status: status.kind === "found" ? status.doc.value : null };
}

async function claimOf({ documents }: CallerContext, { id, attempt }: StoredJob): Promise<WhyFacts["claim"]> {
  if (attempt === 0) return null;
  const claim = readable(await documents.read(claimKey(id, attempt), StoredClaim));
  if (claim === null || "closed" in claim.value) return null;
  return { instance: claim.value.instance, at: claim.lastModified };
}

async function progressOf({ documents }: CallerContext, { id, attempt }: StoredJob): Promise<WhyFacts["progress"]> {
  if (attempt === 0) return null;
  const progress = readable(await documents.read(progressKey(id, attempt), StoredProgress));
  return progress === null ? null : { value: progress.value, at: progress.lastModified };
}
