import type { EpochMs, StoredJob, StoredStatus } from "@flash/schemas";
import type { Content, Doc, Documents } from "../documents/documents.ts";
import type { Clocks } from "../fleet/clocks.ts";
import type { ServerConfig } from "../fleet/fleet.ts";
import { type Ledger, tellEnd } from "../job/job-events.ts";
import type { Machines } from "../ports/machines.ts";
import type { ETag } from "../ports/object-store.ts";

/** What a step may use, and who takes it. */
export interface Hands {
  readonly documents: Documents;
  readonly machines: Machines | null;
  readonly server: ServerConfig;
  readonly clocks: Clocks;
  readonly actor: string;
  readonly tell: Ledger["tell"];
}

/** The versions that the next conditional write goes against: as observed, then as this round wrote them. */
export interface Round {
  readonly now: EpochMs;
  status: Doc<StoredStatus> | null;
  job: Doc<StoredJob> | null;
  configEtag: ETag | null;
  /** The status as this round wrote it when it took the server from sleeping. */
  heldEtag: ETag | null;
}

/** `lost`: somebody else was faster, observe again. `rest`: nothing more to do in this run. */
export type Step = "done" | "lost" | "rest";

/** Compare-and-swap of the server's status against the version of this round. */
export async function writeStatus(
  round: Round,
  { documents }: Hands,
  change: (now: StoredStatus) => Content<StoredStatus>,
): Promise<Step> {
  if (round.status === null) return "lost";
  const written = await documents.replace(round.status, change(round.status.value));
  if (written === null) return "lost";
  round.status = written;
  return "done";
}

/** The same of the job, which is never written again once it is terminal. */
export async function writeJob(round: Round, hands: Hands, change: (now: StoredJob) => StoredJob): Promise<Step> {
  if (round.job === null) return "lost";
  const written = await hands.documents.replace(round.job, change(round.job.value));
  if (written === null) return "lost";
  round.job = written;
  tellEnd(hands, written.value);
  return "done";
}
