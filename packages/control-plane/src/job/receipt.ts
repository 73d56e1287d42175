import type { EpochMs, InstanceId, JobId, ServerName, StoredJob, StoredReceipt } from "@flash/schemas";
import type { Content } from "../documents/documents.ts";

export interface ReceiptFacts {
  /** null: none any more, the job waited again. */
  readonly server: ServerName | null;
  readonly usdPerHour: number | null;
  readonly instance: InstanceId | null;
  readonly claimedAt: EpochMs | null;
  readonly resultAt: EpochMs | null;
  readonly stoppedBy: string | null;
  /** null: the machine went on to `handedTo`. */
  readonly stoppedSeenAt: EpochMs | null;
  readonly handedTo: JobId | null;
  readonly now: EpochMs;
}

const seconds = (from: EpochMs, to: EpochMs): number => Math.max(0, Math.ceil((to - from) / 1_000));

/** Until it was first assigned. @param end - of its waiting, when it never was. */
export const queuedSeconds = ({ created_at, timeline }: StoredJob, end: EpochMs): number =>
  seconds(created_at, timeline.find(({ event }) => event === "assigned")?.at ?? end);

/** What a job has cost: machine time from the first accepted start to the moment when the machine was seen off. */
export function receiptOf(job: StoredJob, facts: ReceiptFacts): Content<StoredReceipt> {
  const began = job.first_started_at;
  const until = facts.stoppedSeenAt ?? facts.now;
  const secondsOn = began === null ? 0 : seconds(began, until);
  return {
    job: job.id,
    server: job.server ?? facts.server,
    instance: facts.instance ?? job.instance,
    attempts: job.attempt,
    queued_s: queuedSeconds(job, job.outcome?.at ?? facts.now),
    boot_s: began === null || facts.claimedAt === null ? null : seconds(began, facts.claimedAt),
    run_s: facts.claimedAt === null ? null : seconds(facts.claimedAt, facts.resultAt ?? job.outcome?.at ?? facts.now),
    seconds_on: secondsOn,
    usd_per_hour: facts.usdPerHour,
    cost_usd: facts.usdPerHour === null ? null : Number(((secondsOn / 3_600) * facts.usdPerHour).toFixed(6)),
    stopped_by: facts.handedTo === null ? facts.stoppedBy : null,
    stopped_seen_at: facts.handedTo === null ? facts.stoppedSeenAt : null,
    handed_to: facts.handedTo,
  };
}
