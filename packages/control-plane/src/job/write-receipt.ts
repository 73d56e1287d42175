import {
  claimKey,
  type EpochMs,
  type JobId,
  jobKey,
  receiptKey,
  resultKey,
  StoredClaim,
  StoredJob,
  type StoredReceipt,
  StoredResult,
  type StoredStatus,
} from "@flash/schemas";
import type { Content } from "../documents/documents.ts";
import type { ServerConfig } from "../fleet/fleet.ts";
import { type Ledger, receiptWritten } from "./job-events.ts";
import { receiptOf } from "./receipt.ts";

interface Circumstances {
  readonly server: ServerConfig;
  readonly stopping: StoredStatus["stopping"];
  readonly now: EpochMs;
}

/** Writes the receipt once; a second writer leaves the first one's. */
export async function writeReceipt(
  ledger: Ledger,
  { job: id, handedTo }: { readonly job: JobId; readonly handedTo: JobId | null },
  { server, stopping, now }: Circumstances,
): Promise<void> {
  const { documents } = ledger;
  const job = await documents.read(jobKey(id), StoredJob);
  if (job.kind !== "found") return;
  const attempt = job.doc.value.outcome?.attempt ?? job.doc.value.attempt;
  const claim = await documents.read(claimKey(id, attempt), StoredClaim);
  const result = await documents.read(resultKey(id, attempt), StoredResult);
  const machine = claim.kind === "found" && !("closed" in claim.doc.value) ? claim.doc : null;
  await writeOnce(
    ledger,
    receiptOf(job.doc.value, {
      server: server.name,
      usdPerHour: server.usdPerHour,
      instance: machine !== null && "instance" in machine.value ? machine.value.instance : null,
      claimedAt: machine?.lastModified ?? null,
      resultAt: result.kind === "found" ? result.doc.lastModified : null,
      stoppedBy: stopping?.by ?? null,
      stoppedSeenAt: handedTo === null ? now : null,
      handedTo,
      now,
    }),
  );
}

/**
 * For a job that no server names any more: it had a machine, waited again and ended while it waited; or whoever handed
 * its machine on crashed before the receipt. Nothing is written when there is one, or when it never had a machine.
 */
export async function writeLateReceipt(ledger: Ledger, over: StoredJob): Promise<void> {
  if (over.first_started_at === null) return;
  const waitsSince = over.server === null ? over.timeline.findLast(({ event }) => event === "requeued")?.at : undefined;
  await writeOnce(
    ledger,
    receiptOf(over, {
      server: null,
      usdPerHour: null,
      instance: null,
      claimedAt: null,
      resultAt: null,
      stoppedBy: null,
      stoppedSeenAt: null,
      handedTo: null,
      now: waitsSince ?? over.outcome?.at ?? over.created_at,
    }),
  );
}

async function writeOnce({ documents, tell }: Ledger, receipt: Content<StoredReceipt>): Promise<void> {
  const { outcome } = await documents.create<StoredReceipt>(receiptKey(receipt.job), receipt);
  if (outcome !== "taken") tell(receiptWritten(receipt));
}
