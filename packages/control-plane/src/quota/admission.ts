import { type EpochMs, FlashRefusal, type JobId, type OwnerId, StoredUsage, usageKey } from "@flash/schemas";
import type { Documents, Read } from "../documents/documents.ts";
import { countAnew, countDatasets, lookAtJobs } from "./count.ts";
import { isLimited, limitsOf, type Limits, type Quotas } from "./quotas.ts";
import {
  datasetsExceeded,
  inMonth,
  jobsExceeded,
  mayCountAgain,
  mustLook,
  settled,
  type Usage,
  withDataset,
  withJob,
} from "./usage.ts";

/**
 * Lets owners have what they may have. It is counted before it is there, so a crash in between leaves a count that is too
 * high; and it is counted anew before anybody is refused, so that nobody suffers from that.
 */
export interface Admission {
  /**
   * One read and one write, as long as the limit is far. The same job is counted once.
   *
   * @throws FlashRefusal `quota_exceeded`: open jobs, or machine time.
   */
  job(owner: OwnerId, id: JobId): Promise<void>;
  /**
   * One read and one write, as long as the limit is far.
   *
   * @returns the store's time.
   * @throws FlashRefusal `quota_exceeded`: datasets, or their bytes.
   */
  dataset(owner: OwnerId, sizeBytes: number): Promise<EpochMs>;
  /** After a dataset was deleted. */
  datasetGone(owner: OwnerId, sizeBytes: number): Promise<void>;
}

export interface AdmissionDeps {
  readonly documents: Documents;
  readonly quotas: Quotas;
  /** The store's time, for those who may have whatever they like. */
  readonly now: () => Promise<EpochMs>;
}

export function createAdmission({ documents, quotas, now }: AdmissionDeps): Admission {
  const counted = <T>(owner: OwnerId, change: Change<T>): Promise<T> =>
    changeUsage(documents, { owner, limits: limitsOf(quotas, owner) }, change);
  const isFree = (owner: OwnerId): boolean => !isLimited(limitsOf(quotas, owner));
  return {
    job: async (owner, id) => {
      if (!isFree(owner)) await counted(owner, admitJob(documents, id));
    },
    dataset: (owner, sizeBytes) => (isFree(owner) ? now() : counted(owner, admitDataset(documents, owner, sizeBytes))),
    datasetGone: async (owner, sizeBytes) => {
      if (!isFree(owner)) await counted(owner, async (usage) => [withDataset(usage, sizeBytes, -1), null]);
    },
  };
}

/** @returns the usage as it shall be, and what its writing is to answer; a refusal is thrown after the writing. */
type Change<T> = (usage: Usage, limits: Limits, now: EpochMs) => Promise<readonly [Usage, T | FlashRefusal]>;

const admitJob =
  (documents: Documents, id: JobId): Change<null> =>
  async (usage, limits, now) => {
    if (usage.jobs.some((entry) => entry.id === id)) return [usage, null];
    if (!mustLook(usage, limits, now)) return [withJob(usage, id, now), null];
    const uses = await lookAtJobs(documents, usage.jobs, now);
    const exact = settled(usage, uses, now);
    const exceeded = jobsExceeded(exact, uses, limits, now);
    return exceeded === null ? [withJob(exact, id, now), null] : [exact, new FlashRefusal(exceeded)];
  };

const admitDataset =
  (documents: Documents, owner: OwnerId, sizeBytes: number): Change<EpochMs> =>
  async (usage, limits, now) => {
    const seems = datasetsExceeded(usage, sizeBytes, limits);
    if (seems === null) return [withDataset(usage, sizeBytes, 1), now];
    if (!mayCountAgain(usage, now)) return [usage, new FlashRefusal(seems)];
    const exact = { ...usage, datasets: await countDatasets(documents, owner) };
    const exceeded = datasetsExceeded(exact, sizeBytes, limits);
    return exceeded === null ? [withDataset(exact, sizeBytes, 1), now] : [exact, new FlashRefusal(exceeded)];
  };

/** By compare-and-swap: of two calls at once, the second counts what the first has taken. */
async function changeUsage<T>(
  documents: Documents,
  { owner, limits }: { readonly owner: OwnerId; readonly limits: Limits },
  change: Change<T>,
): Promise<T> {
  for (;;) {
    const read: Read<StoredUsage> = await documents.read(usageKey(owner), StoredUsage);
    const before = read.kind === "found" ? read.doc.value : await countAnew(documents, owner);
    const [after, answer] = await change(inMonth(before, read.at), limits, read.at);
    if (after !== before && !(await written(documents, usageKey(owner), read, after))) continue;
    if (answer instanceof FlashRefusal) throw answer;
    return answer;
  }
}

async function written(documents: Documents, key: string, read: Read<StoredUsage>, usage: Usage): Promise<boolean> {
  switch (read.kind) {
    case "missing":
      return (await documents.create<StoredUsage>(key, usage)).outcome !== "taken";
    case "found":
      return (await documents.replace(read.doc, usage)) !== null;
    case "corrupt":
      return (
        (await documents.overwrite(key, read.etag, { ...usage, rev: 1, write_id: documents.newWriteId() })) !== null
      );
  }
}
