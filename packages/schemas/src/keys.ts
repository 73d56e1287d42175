/** Every key of the bucket is built and parsed here (the contract with training servers, in any language). */
import * as z from "zod";
import { DatasetId, DEFAULT_SERVER, type IdempotencyKey, JobId, type OwnerId, ServerName } from "./ids.ts";
import { TaskType } from "./task-types/task-type.ts";
import { EpochMs, epochMs } from "./time.ts";

const serverPrefix = (server: ServerName): string => (server === DEFAULT_SERVER ? "" : `servers/${server}/`);

export const statusKey = (server: ServerName): string => `${serverPrefix(server)}status.json`;
export const trainingConfigKey = (server: ServerName): string => `${serverPrefix(server)}training/training.json`;

/** All servers but `default` that ever had a status. */
export const SERVERS_PREFIX = "servers/";

/** Which server a status or training config key belongs to; null for any other key. */
export function serverOfKey(key: string): ServerName | null {
  const match = /^(?:servers\/([^/]+)\/)?(?:status\.json|training\/training\.json)$/u.exec(key);
  if (match === null) return null;
  const name = ServerName.safeParse(match[1] ?? DEFAULT_SERVER);
  return name.success ? name.data : null;
}

export const DATASETS_PREFIX = "datasets/";
export const datasetSourceKey = (id: DatasetId): string => `${DATASETS_PREFIX}${id}/source`;
export const datasetKey = (id: DatasetId): string => `${DATASETS_PREFIX}${id}/dataset.json`;
/** Where a validation has stopped that is not over. */
export const datasetValidationKey = (id: DatasetId): string => `${DATASETS_PREFIX}${id}/validation.json`;

export const OPEN_PREFIX = "open/";
export const openKey = (id: JobId): string => `${OPEN_PREFIX}${id}`;
export const jobKey = (id: JobId): string => `jobs/${id}/job.json`;
export const receiptKey = (id: JobId): string => `jobs/${id}/receipt.json`;

/** The job that an `open/` key stands for; null when somebody put something else there. */
export function jobOfOpenKey(key: string): JobId | null {
  const id = JobId.safeParse(key.slice(OPEN_PREFIX.length));
  return id.success ? id.data : null;
}

const attemptPrefix = (id: JobId, attempt: number): string => `jobs/${id}/attempts/${attempt}/`;
export const claimKey = (id: JobId, attempt: number): string => `${attemptPrefix(id, attempt)}claim.json`;
export const progressKey = (id: JobId, attempt: number): string => `${attemptPrefix(id, attempt)}progress.json`;
export const resultKey = (id: JobId, attempt: number): string => `${attemptPrefix(id, attempt)}result.json`;
/** Ends in `/`; the artifact's path follows. */
export const modelPrefix = (id: JobId, attempt: number): string => `${attemptPrefix(id, attempt)}model/`;
export const checkpointPrefix = (id: JobId, attempt: number): string => `${attemptPrefix(id, attempt)}checkpoint/`;

export const QUEUE_PREFIX = "queue/";
export const queuePrefix = (taskType: TaskType): string => `${QUEUE_PREFIX}${taskType}/`;

export const QueueEntry = z.object({ taskType: TaskType, jobId: JobId, deadline: EpochMs });
export type QueueEntry = z.infer<typeof QueueEntry>;

/** The deadline stands in the key, in base 36, so that one listing finds every job that has waited too long. */
export const queueKey = (entry: QueueEntry): string =>
  `${queuePrefix(entry.taskType)}${entry.jobId}.${entry.deadline.toString(36)}`;

/** null for a key that no Flash wrote. */
export function parseQueueKey(key: string): QueueEntry | null {
  const match = /^queue\/([^/]+)\/([^/.]+)\.([0-9a-z]{1,11})$/u.exec(key);
  const entry = QueueEntry.safeParse({
    taskType: match?.[1],
    jobId: match?.[2],
    deadline: Number.parseInt(match?.[3] ?? "", 36),
  });
  return entry.success ? entry.data : null;
}

/** Listings are newest first because the time is written backwards. */
const reversedTime = (at: EpochMs): string => (1e15 - at).toFixed(0).padStart(15, "0");

export const ownerJobsPrefix = (owner: OwnerId): string => `owners/${owner}/jobs/`;
export const ownerDatasetsPrefix = (owner: OwnerId): string => `owners/${owner}/datasets/`;
export const ownerJobKey = (owner: OwnerId, at: EpochMs, id: JobId): string =>
  `${ownerJobsPrefix(owner)}${reversedTime(at)}-${id}`;
export const ownerDatasetKey = (owner: OwnerId, at: EpochMs, id: DatasetId): string =>
  `${ownerDatasetsPrefix(owner)}${reversedTime(at)}-${id}`;
/** Which dataset of this owner has those very bytes, found valid for that task type. @param sha256 - in hex. */
export const ownerDigestKey = (owner: OwnerId, taskType: TaskType, sha256: string): string =>
  `owners/${owner}/digests/${taskType}/${sha256}`;
export const requestKey = (owner: OwnerId, key: IdempotencyKey): string => `owners/${owner}/requests/${key}`;

/** What the owner has used of its quotas. */
export const usageKey = (owner: OwnerId): string => `owners/${owner}/usage.json`;

/** What the last sweep found. */
export const LAST_SWEEP_KEY = "sweep.json";

export const API_KEYS_PREFIX = "keys/";

/** @param sha256 - of the API key, in hex: the key itself is nowhere. */
export const apiKeyKey = (sha256: string): string => `${API_KEYS_PREFIX}${sha256}.json`;

/** The training server's programs, as the last deployment left them. */
export const AGENT_ARCHIVE_KEY = "agent/agent.tar.gz";

/** The id and the time in an owner's index entry; null for a key that no Flash wrote. */
function indexEntry<Id extends z.ZodType>(id: Id): (key: string) => { at: EpochMs; id: z.infer<Id> } | null {
  return (key) => {
    const match = /\/([0-9]{15})-([^/]+)$/u.exec(key);
    const parsed = id.safeParse(match?.[2]);
    return match?.[1] !== undefined && parsed.success
      ? { at: epochMs(1e15 - Number(match[1])), id: parsed.data }
      : null;
  };
}
export const jobOfIndexKey = indexEntry(JobId);
export const datasetOfIndexKey = indexEntry(DatasetId);
