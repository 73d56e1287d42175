import {
  claimKey,
  type EpochMs,
  type JobId,
  jobKey,
  jobOfOpenKey,
  OPEN_PREFIX,
  openKey,
  type QueueEntry,
  resultKey,
  type StoredClaim,
  StoredJob,
  StoredResult,
  StoredStatus,
  StoredTrainingConfig,
  statusKey,
  trainingConfigKey,
} from "@flash/schemas";
import { type Doc, type Documents, NewerDocument, toBody } from "../documents/documents.ts";
import { endWaiting } from "../job/end-waiting.ts";
import { type Ledger, tellEnd } from "../job/job-events.ts";
import { clearLeftovers } from "../job/leftovers.ts";
import { writeLateReceipt } from "../job/write-receipt.ts";
import { reported } from "../job/decide-attempt.ts";
import { complete } from "../job/submit.ts";
import { ended, isTerminal, requeued, requeueWanted } from "../job/transitions.ts";
import { forEachAtOnce } from "./at-once.ts";
import { ranOut } from "./clocks.ts";
import { allEntries, queueKeyOf } from "../queue/queue.ts";

/** What was wrong with one job when the sweep mended it; `unreadable` is for a person to look at. */
export type Repair =
  | "submission_completed"
  | "queued_again"
  | "hold_lost"
  | "leftovers_cleared"
  | "expired"
  | "unreadable";

/**
 * `open/` lists every job that is not over, so a job that is in no queue and held by no server is found here: half
 * submitted, half requeued, or robbed of its server by a hand edit.
 *
 * @param scope - the jobs that some server's status names, and how many others are looked at side by side.
 * @param mended - hears of what nobody else was about to do.
 */
export async function mendOpenJobs(
  ledger: Ledger,
  { held, atOnce }: { readonly held: ReadonlySet<JobId>; readonly atOnce: number },
  mended: (job: JobId, repair: Repair) => void,
): Promise<void> {
  const { documents } = ledger;
  const { objects } = await documents.store.list(OPEN_PREFIX);
  const entries = await allEntries(documents.store);
  const queued = new Set(entries.map(({ jobId }) => jobId));
  await forEachAtOnce(objects, atOnce, async ({ key, lastModified }) => {
    const id = jobOfOpenKey(key);
    if (id === null || queued.has(id) || held.has(id)) return;
    const repair = await unlessNewer(mendOne(ledger, id, lastModified));
    if (repair !== null) mended(id, repair);
  });
}

/** What a newer Flash wrote is for that to mend. */
async function unlessNewer(mending: Promise<Repair | null>): Promise<Repair | null> {
  try {
    return await mending;
  } catch (error) {
    if (error instanceof NewerDocument) return "unreadable";
    throw error;
  }
}

/**
 * Whoever has changed a job a moment ago is most likely about to take the next step. The sweep takes it all the same, and has mended
 * nothing that an operator should hear of: every submission and every end is half done for some hundred milliseconds.
 */
const IN_WORK_MS = 10_000;

async function mendOne(ledger: Ledger, id: JobId, openedAt: EpochMs): Promise<Repair | null> {
  const { documents } = ledger;
  const read = await documents.read(jobKey(id), StoredJob);
  const unlessInWork = (repair: Repair, changedAt: EpochMs): Repair | null =>
    ranOut(changedAt, IN_WORK_MS, read.at) ? repair : null;
  if (read.kind === "corrupt") return "unreadable";
  if (read.kind === "missing")
    return (await completeSubmission(documents, id)) ? unlessInWork("submission_completed", openedAt) : "unreadable";
  const { value: job, lastModified } = read.doc;
  if (isTerminal(job)) {
    await clearAfterLoss(job, ledger);
    return unlessInWork("leftovers_cleared", lastModified);
  }
  if (job.state === "queued") {
    await documents.store.put(queueKeyOf(job), "");
    return unlessInWork("queued_again", lastModified);
  }
  return giveBack(ledger, read.doc, read.at);
}

/** No server names the job any more, so none will write its receipt. */
async function clearAfterLoss(over: StoredJob, ledger: Ledger): Promise<void> {
  await writeLateReceipt(ledger, over);
  await clearLeftovers(over, ledger);
}

/** @returns whether it could be read. */
async function completeSubmission(documents: Documents, id: JobId): Promise<boolean> {
  const open = await documents.read(openKey(id), StoredJob);
  if (open.kind !== "found") return false;
  await complete(documents, open.doc.value);
  return true;
}

/** An assigned job whose server knows nothing of it: no machine may begin it any more, and it waits again. */
async function giveBack(
  ledger: Ledger,
  doc: Doc<StoredJob>,
  at: Doc<StoredJob>["lastModified"],
): Promise<Repair | null> {
  const { documents } = ledger;
  const job = doc.value;
  if (job.server === null) return "unreadable";
  // Read after the job: a job is assigned only after its server's status names it.
  const status = await documents.read(statusKey(job.server), StoredStatus);
  const config = await documents.read(trainingConfigKey(job.server), StoredTrainingConfig);
  if (status.kind === "corrupt" || (status.kind === "found" && status.doc.value.token === job.id)) return null;
  if (config.kind === "found" && config.doc.value.token === job.id) return null;
  const claim: StoredClaim = { closed: "hold_lost", nonce: documents.newWriteId() };
  await documents.store.create(claimKey(job.id, job.attempt), toBody(claim));
  const stamp = { at, by: "sweep" };
  // Read after the attempt was closed: whoever has claimed it may have been done before its server was lost.
  const result = await documents.read(resultKey(job.id, job.attempt), StoredResult);
  const finished = reported({ result, attempt: job.attempt });
  const next =
    job.ending === null && finished !== null
      ? ended(job, finished, stamp)
      : job.ending === null
        ? requeued(requeueWanted(job, "hold_lost", `server ${job.server} lost it`, stamp), stamp)
        : ended(job, { ...job.ending, attempt: job.attempt }, stamp);
  const written = await documents.replace(doc, next);
  if (written === null) return null;
  tellEnd(ledger, written.value);
  if (isTerminal(written.value)) await clearAfterLoss(written.value, ledger);
  else await documents.store.put(queueKeyOf(written.value), "");
  return "hold_lost";
}

/**
 * A submission that stalled may write its queue entry when the job has long been assigned. Such an entry would hide the job
 * from {@link mendOpenJobs}; it is old, so it stands among the first.
 */
const STALE_LOOK = 3;

/** Every queue entry whose deadline is over, at the head or not, and of task types that no server serves too. */
export async function expireWaitingJobs(
  ledger: Ledger,
  atOnce: number,
  mended: (job: JobId, repair: Repair) => void,
): Promise<void> {
  const { documents } = ledger;
  const { at } = await documents.store.list(OPEN_PREFIX, { limit: 1 });
  const position = new Map<string, number>();
  const suspects = (await allEntries(documents.store)).filter(({ taskType, deadline }) => {
    const place = (position.get(taskType) ?? 0) + 1;
    position.set(taskType, place);
    return at > deadline || place <= STALE_LOOK;
  });
  await forEachAtOnce(suspects, atOnce, async (entry) => {
    const repair = await unlessNewer(mendEntry(ledger, entry, at));
    if (repair !== null) mended(entry.jobId, repair);
  });
}

async function mendEntry(
  ledger: Ledger,
  { jobId, key, deadline }: QueueEntry & { readonly key: string },
  at: EpochMs,
): Promise<Repair | null> {
  const { documents } = ledger;
  const read = await documents.read(jobKey(jobId), StoredJob);
  if (read.kind === "corrupt") return "unreadable";
  if (read.kind === "missing") return null;
  const job = read.doc.value;
  if (job.state !== "queued") {
    await documents.store.remove(key);
    return null;
  }
  if (at <= deadline) return null;
  const late = { reason: "queue_timeout", detail: `waited ${job.limits.max_queue_ms} ms`, at, by: "sweep" } as const;
  return (await endWaiting(ledger, read.doc, late)) === null ? null : "expired";
}
