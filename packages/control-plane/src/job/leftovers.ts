import { openKey, type StoredJob } from "@flash/schemas";
import type { Documents } from "../documents/documents.ts";
import { queueKeyOf } from "../queue/queue.ts";
import { writeLateReceipt } from "./write-receipt.ts";

/** [E4] The entry in `open/` goes last: while it is there, the sweep looks after the job. */
export async function clearLeftovers(over: StoredJob, documents: Documents): Promise<void> {
  if (over.server === null) await writeLateReceipt(documents, over);
  await documents.store.remove(queueKeyOf(over));
  await documents.store.remove(openKey(over.id));
}
