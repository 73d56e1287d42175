import { FlashRefusal, type JobId, jobKey, StoredJob } from "@flash/schemas";
import type { Documents } from "../documents/documents.ts";
import { clearLeftovers } from "./leftovers.ts";
import { ended, ending, isTerminal } from "./transitions.ts";

/**
 * [X1, X2] Takes a waiting job out of the queue, or writes the intent that ends an assigned one.
 *
 * @returns the job; when it is not over yet, the rule of its server rolls the intent forward.
 * @throws FlashRefusal `job_not_found`, `job_already_ended`.
 */
export async function cancelJob(documents: Documents, id: JobId, by: string): Promise<StoredJob> {
  for (;;) {
    const read = await documents.read(jobKey(id), StoredJob);
    if (read.kind !== "found") throw new FlashRefusal({ code: "job_not_found", jobId: id });
    const job = read.doc.value;
    const stamp = { at: read.at, by };
    if (isTerminal(job)) throw new FlashRefusal({ code: "job_already_ended", jobId: id });
    if (job.ending !== null) return job;
    if (job.state === "queued") {
      const over = { reason: "cancelled", detail: `by ${by}`, attempt: job.attempt } as const;
      const written = await documents.replace(read.doc, ended(job, over, stamp));
      if (written === null) continue;
      await clearLeftovers(written.value, documents);
      return written.value;
    }
    const written = await documents.replace(read.doc, ending(job, "cancelled", `by ${by}`, stamp));
    if (written !== null) return written.value;
  }
}
