import type {
  EpochMs,
  StoredClaim,
  StoredJob,
  StoredProgress,
  StoredResult,
  StoredStatus,
  StoredTrainingConfig,
} from "@flash/schemas";
import type { Doc, Read } from "../documents/documents.ts";
import type { ServerConfig } from "../fleet/fleet.ts";
import type { Machine } from "../ports/machines.ts";

/** What one attempt's folder held. */
export interface AttemptFolder {
  readonly attempt: number;
  readonly claim: Read<StoredClaim>;
  readonly progress: Read<StoredProgress>;
  readonly result: Read<StoredResult>;
}

/** A job that waits, as found through its queue entry; `job` is null when its document is missing or unreadable. */
export interface Waiting {
  readonly queueKey: string;
  readonly job: Doc<StoredJob> | null;
}

/**
 * One server as one round saw it. Several keys cannot be read at once, so the order of the reads decides what may be
 * concluded: status, job, claim, config, progress, result. Then "claimed, no config, no result" can only mean that a
 * third hand took the config away.
 */
export interface Observation {
  /** The store's clock at the last read. */
  readonly now: EpochMs;
  readonly server: ServerConfig;
  readonly status: Read<StoredStatus>;
  /** The job that the status names; null when it names none. */
  readonly job: Read<StoredJob> | null;
  readonly config: Read<StoredTrainingConfig>;
  /** The job that the config names, read after the config; null when there is no readable config. */
  readonly configJob: Read<StoredJob> | null;
  /** The config's attempt is closed: read when the config's job is to wait again and the status does not name it. */
  readonly isConfigClosed: boolean;
  /** Of the job's present attempt; null when the job was never assigned. */
  readonly folder: AttemptFolder | null;
  /** Of the attempt before, while its machine is being fenced off. */
  readonly folderBefore: AttemptFolder | null;
  /** The next jobs for this server, first come first; read only when the server could take one. */
  readonly waiting: readonly Waiting[];
  /** `unseen`: this function has no EC2 (the API) or the server is in dev mode, where no EC2 call is made at all. */
  readonly machines: readonly Machine[] | "unseen";
  /** This very run took the server from sleeping and nobody has written its status since. */
  readonly heldByThisRun: boolean;
}
