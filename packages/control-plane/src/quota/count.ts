import {
  datasetKey,
  datasetOfIndexKey,
  type EpochMs,
  epochMs,
  type JobId,
  jobKey,
  jobOfIndexKey,
  later,
  type OwnerId,
  ownerDatasetsPrefix,
  ownerJobsPrefix,
  receiptKey,
  StoredDataset,
  StoredJob,
  StoredReceipt,
} from "@flash/schemas";
import type { Documents } from "../documents/documents.ts";
import { monthOf } from "./month.ts";
import { FIRST_LOOK, type JobUse, SUBMISSION_MAX_MS, type Usage } from "./usage.ts";

/** Reads at once. */
const AT_ONCE = 50;
/** Jobs that a document which is made anew begins with. */
const MAX_JOBS = 1_000;
/** A machine that nobody saw off by then is not waited for: its server was removed, or its receipt was lost. */
const RECEIPT_MAX_MS = 86_400_000;

async function inTurns<In, Out>(all: readonly In[], look: (one: In) => Promise<Out>): Promise<readonly Out[]> {
  const seen: Out[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    seen.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(look))));
  }
  return seen;
}

/** Counts what is there: one listing, and one read for each dataset. */
export async function countDatasets(documents: Documents, owner: OwnerId): Promise<Usage["datasets"]> {
  const { objects, at } = await documents.store.list(ownerDatasetsPrefix(owner));
  const ids = objects.map(({ key }) => datasetOfIndexKey(key)).filter((entry) => entry !== null);
  const reads = await inTurns(ids, ({ id }) => documents.read(datasetKey(id), StoredDataset));
  const sizes = reads.flatMap((read) => (read.kind === "found" ? [read.doc.value.size_bytes] : []));
  return { count: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0), counted_at: at };
}

/** Of an owner without a document: of one who has never asked for anything, or who was there before quotas were. */
export async function countAnew(documents: Documents, owner: OwnerId): Promise<Usage> {
  const datasets = await countDatasets(documents, owner);
  const { objects, at } = await documents.store.list(ownerJobsPrefix(owner), { limit: MAX_JOBS });
  const month = monthOf(at);
  const jobs = objects
    .map(({ key }) => jobOfIndexKey(key))
    .filter((entry) => entry !== null)
    .filter((entry) => monthOf(entry.at) === month);
  return { version: 1, datasets, jobs: jobs.toReversed(), look_at: FIRST_LOOK, machine: { month, seconds: 0 } };
}

/** Looks at each of the jobs: one read for one that is over, two for one that is not. */
export async function lookAtJobs(
  documents: Documents,
  jobs: Usage["jobs"],
  now: EpochMs,
): Promise<ReadonlyMap<JobId, JobUse>> {
  return new Map(await inTurns(jobs, async (entry) => [entry.id, await useOf(documents, entry, now)] as const));
}

async function useOf(documents: Documents, { id, at }: Usage["jobs"][number], now: EpochMs): Promise<JobUse> {
  const receipt = await documents.read(receiptKey(id), StoredReceipt);
  if (receipt.kind === "found") {
    return { state: "over", secondsOn: receipt.doc.value.seconds_on, at: receipt.doc.lastModified };
  }
  const job = await documents.read(jobKey(id), StoredJob);
  if (job.kind === "found") return useSoFar(job.doc.value, now);
  return job.kind === "corrupt" || now <= later(at, SUBMISSION_MAX_MS)
    ? { state: "open", secondsOn: 0 }
    : { state: "over", secondsOn: 0, at };
}

function useSoFar({ outcome, first_started_at: began }: StoredJob, now: EpochMs): JobUse {
  const secondsUntil = (end: EpochMs): number => (began === null ? 0 : Math.max(0, end - began) / 1_000);
  if (outcome === null) return { state: "open", secondsOn: secondsUntil(now) };
  if (began !== null && now <= later(outcome.at, RECEIPT_MAX_MS)) {
    return { state: "ending", secondsOn: secondsUntil(now) };
  }
  return { state: "over", secondsOn: secondsUntil(outcome.at), at: epochMs(outcome.at) };
}
