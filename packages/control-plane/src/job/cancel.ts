import { FlashRefusal, type JobId, jobKey, StoredJob } from "@flash/schemas";
import { endWaiting } from "./end-waiting.ts";
import type { Ledger } from "./job-events.ts";
import { ending, isTerminal } from "./transitions.ts";

/**
 * [X1, X2] Takes a waiting job out of the queue, or writes the intent that ends an assigned one.
 *
 * @returns the job; when it is not over yet, the rule of its server rolls the intent forward.
 * @throws FlashRefusal `job_not_found`, `job_already_ended`.
 */
export async function cancelJob(ledger: Ledger, id: JobId, by: string): Promise<StoredJob> {
  const { documents } = ledger;
  for (;;) {
    const read = await documents.read(jobKey(id), StoredJob);
    if (read.kind !== "found") throw new FlashRefusal({ code: "job_not_found", jobId: id });
    const job = read.doc.value;
    const stamp = { at: read.at, by };
    if (isTerminal(job)) throw new FlashRefusal({ code: "job_already_ended", jobId: id });
    if (job.ending !== null) return job;
    if (job.state === "queued") {
      const over = await endWaiting(ledger, read.doc, { reason: "cancelled", detail: `by ${by}`, ...stamp });
      if (over === null) continue;
      return over;
    }
    const written = await documents.replace(read.doc, ending(job, "cancelled", `by ${by}`, stamp));
    if (written !== null) return written.value;
  }
}
