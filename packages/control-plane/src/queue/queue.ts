import {
  type EpochMs,
  type JobId,
  jobKey,
  parseQueueKey,
  QUEUE_PREFIX,
  type QueueEntry,
  queueKey,
  queuePrefix,
  StoredJob,
  type TaskType,
} from "@flash/schemas";
import type { Documents } from "../documents/documents.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import type { Waiting } from "../server/observation.ts";

/** Stale or unreadable entries stand before the first job that can be taken; so many are looked through at a time. */
const LOOK_AHEAD = 10;

/** The queue entry's key of a job. */
export const queueKeyOf = (job: Pick<StoredJob, "task_type" | "id" | "queue_deadline">): string =>
  queueKey({ taskType: job.task_type, jobId: job.id, deadline: job.queue_deadline });

const isWaiting = (job: StoredJob): boolean => job.state === "queued";

/** The heads of the queues of these task types, oldest job first, up to the first one that really waits. */
export async function waitingFor(
  documents: Documents,
  taskTypes: readonly TaskType[],
): Promise<{ readonly jobs: readonly Waiting[]; readonly at: EpochMs }> {
  const heads: { key: string; jobId: JobId }[] = [];
  let at = 0 as EpochMs;
  for (const taskType of taskTypes) {
    const listing = await documents.store.list(queuePrefix(taskType), { limit: LOOK_AHEAD });
    at = listing.at > at ? listing.at : at;
    for (const { key } of listing.objects) {
      const entry = parseQueueKey(key);
      if (entry !== null) heads.push({ key, jobId: entry.jobId });
    }
  }
  const jobs: Waiting[] = [];
  for (const { key, jobId } of heads.toSorted((a, b) => (a.jobId < b.jobId ? -1 : 1))) {
    const read = await documents.read(jobKey(jobId), StoredJob);
    at = read.at > at ? read.at : at;
    jobs.push({ queueKey: key, job: read.kind === "found" ? read.doc : null });
    if (read.kind === "found" && isWaiting(read.doc.value)) break;
  }
  return { jobs, at };
}

/** Every readable entry of every queue, in the order of the bucket. */
export async function allEntries(store: ObjectStore): Promise<readonly (QueueEntry & { readonly key: string })[]> {
  const { objects } = await store.list(QUEUE_PREFIX);
  return objects.flatMap(({ key }) => {
    const entry = parseQueueKey(key);
    return entry === null ? [] : [{ ...entry, key }];
  });
}

/** 1 is next. null: no such entry. */
export async function positionInQueue(store: ObjectStore, job: StoredJob): Promise<number | null> {
  const { objects } = await store.list(queuePrefix(job.task_type));
  const index = objects.findIndex(({ key }) => parseQueueKey(key)?.jobId === job.id);
  return index < 0 ? null : index + 1;
}
