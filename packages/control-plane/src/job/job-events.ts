import type { JobId, Reason, StoredJob, StoredReceipt } from "@flash/schemas";
import type { Content, Documents } from "../documents/documents.ts";
import { queuedSeconds } from "./receipt.ts";

/**
 * What happens to a job once, told by the function whose write it was, whichever that is. A function that is ended
 * between its write and its word leaves one out; none comes twice.
 */
export type JobEvent =
  | {
      readonly event: "job_ended";
      readonly job: JobId;
      readonly outcome: "succeeded" | "failed" | "cancelled";
      readonly reason: Reason;
      /** Until it was first assigned, or until its end when it never was. */
      readonly queuedS: number;
    }
  | {
      readonly event: "receipt_written";
      readonly job: JobId;
      readonly secondsOn: number;
      /** null: no machine was started, or none took the job. */
      readonly bootS: number | null;
      readonly runS: number | null;
    };

/** Where jobs are written, and who hears of it. */
export interface Ledger {
  readonly documents: Documents;
  readonly tell: (event: JobEvent) => void;
}

/** @param job - one that has just become terminal; nothing is told of any other. */
export function tellEnd({ tell }: Pick<Ledger, "tell">, job: StoredJob): void {
  const { id, state, outcome } = job;
  if (outcome === null || state === "queued" || state === "assigned") return;
  tell({
    event: "job_ended",
    job: id,
    outcome: state,
    reason: outcome.reason,
    queuedS: queuedSeconds(job, outcome.at),
  });
}

export const receiptWritten = ({ job, seconds_on, boot_s, run_s }: Content<StoredReceipt>): JobEvent => ({
  event: "receipt_written",
  job,
  secondsOn: seconds_on,
  bootS: boot_s,
  runS: run_s,
});
