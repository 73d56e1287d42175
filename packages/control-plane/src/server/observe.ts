import {
  claimKey,
  type EpochMs,
  type InstanceId,
  type JobId,
  jobKey,
  progressKey,
  resultKey,
  StoredClaim,
  StoredJob,
  StoredProgress,
  StoredResult,
  StoredStatus,
  StoredTrainingConfig,
  statusKey,
  trainingConfigKey,
} from "@flash/schemas";
import type { Documents, Read } from "../documents/documents.ts";
import { instancesOf, type ServerConfig, taskTypesOf } from "../fleet/fleet.ts";
import type { ETag } from "../ports/object-store.ts";
import type { Machines } from "../ports/machines.ts";
import { waitingFor } from "../queue/queue.ts";
import { isTerminal } from "../job/transitions.ts";
import { isLive } from "./live-config.ts";
import type { AttemptFolder, Observation } from "./observation.ts";

interface Eyes {
  readonly documents: Documents;
  readonly machines: Machines | null;
}

/** What the caller has seen already. */
export interface Known {
  /** The first of the reads. */
  readonly statusRead?: Read<StoredStatus> | undefined;
  /** Machines with the server's tag that its configuration does not name: nobody may leave them on when no job is here. */
  readonly strays?: readonly InstanceId[] | undefined;
}

const found = <T>(read: Read<T> | null): T | null => (read?.kind === "found" ? read.doc.value : null);

/**
 * @param heldEtag - the version of the status that this run wrote when it took the server; null: it did not.
 */
export async function observe(
  eyes: Eyes,
  server: ServerConfig,
  heldEtag: ETag | null,
  known: Known,
): Promise<Observation> {
  const { documents } = eyes;
  const readJob = (id: JobId): Promise<Read<StoredJob>> => documents.read(jobKey(id), StoredJob);

  const status = known.statusRead ?? (await documents.read(statusKey(server.name), StoredStatus));
  const token = found(status)?.token ?? null;
  const job = token === null ? null : await readJob(token);
  const held = found(job);
  const attempt = held !== null && held.attempt > 0 ? held.attempt : null;
  const claim =
    held === null || attempt === null ? null : await documents.read(claimKey(held.id, attempt), StoredClaim);
  const config = await documents.read(trainingConfigKey(server.name), StoredTrainingConfig);
  const named = found(config)?.token ?? null;
  // Read after the config: a job that was queued at the first look may have been assigned before the config was seen.
  const configJob =
    named === null ? null : named === token && isLive(config, job, server.name) ? job : await readJob(named);
  // Somebody has gone on with the job since it was read: what was seen before is of an attempt that is over.
  if (named === token && configJob !== job && isLive(config, configJob, server.name)) {
    return observe(eyes, server, heldEtag, { strays: known.strays });
  }

  const isConfigClosed = named !== token && (await isClosed(documents, found(configJob)));
  let folder: AttemptFolder | null = null;
  let folderBefore: AttemptFolder | null = null;
  if (held !== null && attempt !== null && claim !== null) {
    folder = await readRest(documents, held.id, attempt, claim);
    if (held.fence !== null && attempt > 1) {
      const before = await documents.read(claimKey(held.id, attempt - 1), StoredClaim);
      folderBefore = await readRest(documents, held.id, attempt - 1, before);
    }
  }

  // The machine of a job that another server has run is that server's.
  const folders = held?.server === server.name ? [folder, folderBefore] : [];
  const machines = await seeMachines(eyes, server, found(status), folders, known.strays ?? []);
  const waiting = couldTakeAJob(found(status), held) ? await waitingFor(documents, taskTypesOf(server)) : null;
  return {
    now: lastOf([status, job, config, configJob, folder?.result ?? null, waiting]),
    server,
    status,
    job,
    config,
    configJob,
    isConfigClosed,
    folder,
    folderBefore,
    waiting: waiting?.jobs ?? [],
    machines,
    heldByThisRun: heldEtag !== null && status.kind === "found" && status.doc.etag === heldEtag,
  };
}

/** Only of a job that is to wait again is it asked. */
async function isClosed(documents: Documents, job: StoredJob | null): Promise<boolean> {
  if (job === null || job.requeue === null) return false;
  const claim = found(await documents.read(claimKey(job.id, job.attempt), StoredClaim));
  return claim !== null && "closed" in claim;
}

async function readRest(
  documents: Documents,
  id: JobId,
  attempt: number,
  claim: Read<StoredClaim>,
): Promise<AttemptFolder> {
  const progress = await documents.read(progressKey(id, attempt), StoredProgress);
  const result = await documents.read(resultKey(id, attempt), StoredResult);
  return { attempt, claim, progress, result };
}

/**
 * The server's own instances and whichever machine a claim names: a claim outlives a change of the configuration. The
 * strays of a server that a job holds are none of that job's business.
 */
async function seeMachines(
  { machines }: Eyes,
  server: ServerConfig,
  status: StoredStatus | null,
  folders: readonly (AttemptFolder | null)[],
  strays: readonly InstanceId[],
): Promise<Observation["machines"]> {
  if (machines === null || status === null || status.dev_mode) return "unseen";
  const claimed = folders.flatMap((folder) => {
    const claim = found(folder?.claim ?? null);
    return claim !== null && "instance" in claim && claim.instance !== null ? [claim.instance] : [];
  });
  const stopping = status.stopping?.instance ?? null;
  return machines.describe([
    ...new Set([
      ...instancesOf(server),
      ...claimed,
      ...(stopping === null ? [] : [stopping]),
      ...(status.token === null ? strays : []),
    ]),
  ]);
}

const couldTakeAJob = (status: StoredStatus | null, held: StoredJob | null): boolean =>
  status !== null && status.stopping === null && (status.token === null || (held !== null && isTerminal(held)));

const lastOf = (reads: readonly ({ readonly at: EpochMs } | null)[]): EpochMs =>
  reads.reduce<EpochMs>((latest, read) => (read !== null && read.at > latest ? read.at : latest), 0 as EpochMs);
