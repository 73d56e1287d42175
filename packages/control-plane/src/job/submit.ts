import {
  FlashRefusal,
  type JobId,
  jobKey,
  later,
  openKey,
  ownerJobKey,
  requestKey,
  StoredJob,
  StoredRequest,
} from "@flash/schemas";
import type { Content, Documents } from "../documents/documents.ts";
import type { Clocks } from "../fleet/clocks.ts";
import { queueKeyOf } from "../queue/queue.ts";
import { firstVersion, type NewJob } from "./new-job.ts";

/** A request without a job that is older is begun anew: its job would be expired at birth, or jump the queue. */
const REQUEST_TTL_MS = 86_400_000;

/** Whether one more job is welcome, asked before it is accepted. @throws FlashRefusal when it is not. */
export type Admit = (job: JobId) => Promise<void>;

/**
 * [S1–S5] Accepts a job. `open/` is the commit point: once it is written the sweep completes whatever is missing.
 *
 * @returns the job's id: of an earlier call, when the idempotency key was used for the same request before.
 * @throws FlashRefusal `idempotency_key_reused` when it was used for another one; whatever `admit` refuses.
 */
export async function accept(documents: Documents, clocks: Clocks, request: NewJob, admit?: Admit): Promise<JobId> {
  const { request: known, isNew } = await claimKeyFor(documents, request);
  // A new request has a new id, of which there is no job.
  const already = isNew ? null : await documents.read(jobKey(known.id), StoredJob);
  if (already !== null && already.kind !== "missing") return known.id;
  await admit?.(known.id);
  const job = firstVersion(known, clocks);
  await documents.create<StoredJob>(openKey(job.id), job);
  await complete(documents, job);
  return job.id;
}

/** [S3–S5] Also how the sweep completes a submission that got no further than `open/`. */
export async function complete(documents: Documents, job: Content<StoredJob>): Promise<void> {
  await documents.create<StoredJob>(jobKey(job.id), job);
  await documents.store.put(ownerJobKey(job.owner, job.created_at, job.id), "");
  await documents.store.put(queueKeyOf(job), "");
}

interface Claimed {
  /** With the id and the time of its first call. */
  readonly request: NewJob;
  /** Nobody has made a job for it. */
  readonly isNew: boolean;
}

/** [S1] */
async function claimKeyFor(documents: Documents, request: NewJob): Promise<Claimed> {
  const key = requestKey(request.owner, request.idempotencyKey);
  const mine = { job: request.id, dataset: request.dataset.id, digest: request.requestDigest, at: request.at };
  const { outcome } = await documents.create<StoredRequest>(key, mine);
  if (outcome !== "taken") return { request, isNew: true };
  const first = await documents.read(key, StoredRequest);
  if (first.kind === "missing") return claimKeyFor(documents, request);
  if (first.kind === "corrupt" || first.doc.value.digest !== request.requestDigest) {
    throw new FlashRefusal({ code: "idempotency_key_reused", key: request.idempotencyKey });
  }
  const { job, at } = first.doc.value;
  const earlier = { request: { ...request, id: job, at }, isNew: false };
  if (request.at < later(at, REQUEST_TTL_MS)) return earlier;
  const open = await documents.store.get(openKey(job));
  const made = await documents.store.get(jobKey(job));
  if (open.found !== null || made.found !== null) return earlier;
  const replaced = await documents.replace(first.doc, mine);
  return replaced === null ? claimKeyFor(documents, request) : { request, isNew: true };
}
