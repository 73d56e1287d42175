import { openKey, type StoredJob } from "@flash/schemas";
import { queueKeyOf } from "../queue/queue.ts";
import type { Ledger } from "./job-events.ts";
import { writeLateReceipt } from "./write-receipt.ts";

/** [E4] The entry in `open/` goes last: while it is there, the sweep looks after the job. */
export async function clearLeftovers(over: StoredJob, ledger: Ledger): Promise<void> {
  if (over.server === null) await writeLateReceipt(ledger, over);
  const { store } = ledger.documents;
  await store.remove(queueKeyOf(over));
  await store.remove(openKey(over.id));
}
