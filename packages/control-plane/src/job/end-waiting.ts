import type { EpochMs, Reason, StoredJob } from "@flash/schemas";
import type { Doc } from "../documents/documents.ts";
import { type Ledger, tellEnd } from "./job-events.ts";
import { clearLeftovers } from "./leftovers.ts";
import { ended } from "./transitions.ts";

/**
 * [X1] Ends a job that waits, and clears up after it.
 *
 * @returns the job; null when somebody else changed it first: read again.
 */
export async function endWaiting(
  ledger: Ledger,
  waiting: Doc<StoredJob>,
  {
    reason,
    detail,
    at,
    by,
  }: { readonly reason: Reason; readonly detail: string; readonly at: EpochMs; readonly by: string },
): Promise<StoredJob | null> {
  const over = { reason, detail, attempt: waiting.value.attempt };
  const written = await ledger.documents.replace(waiting, ended(waiting.value, over, { at, by }));
  if (written === null) return null;
  tellEnd(ledger, written.value);
  await clearLeftovers(written.value, ledger);
  return written.value;
}
