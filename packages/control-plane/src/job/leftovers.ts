import { openKey, type StoredJob } from "@flash/schemas";
import type { Documents } from "../documents/documents.ts";
import { queueKeyOf } from "../queue/queue.ts";

/** [E4] The entry in `open/` goes last: while it is there, the sweep looks after the job. */
export async function clearLeftovers(over: StoredJob, { store }: Documents): Promise<void> {
  await store.remove(queueKeyOf(over));
  await store.remove(openKey(over.id));
}
