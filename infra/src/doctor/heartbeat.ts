import { claimKey, type EpochMs, jobKey, progressKey, StoredClaim, StoredJob, type StoredStatus } from "@flash/schemas";
import type { Documents } from "@flash/control-plane";
import { fault, type Finding, note, well } from "./finding.ts";

/** What the machine that an active server is on for has written last. */
export interface Heartbeat {
  readonly job: Pick<StoredJob, "id" | "limits" | "started_at" | "instance">;
  /** By S3's clock. */
  readonly now: EpochMs;
  /** When a machine took the present attempt; null: none has. */
  readonly claimedAt: EpochMs | null;
  /** When it last wrote its progress; null: never yet. */
  readonly progressAt: EpochMs | null;
}

/** @returns null for a server that is on for no job, or whose job cannot be read: that is another finding. */
export async function lookAtHeartbeat(documents: Documents, { token }: StoredStatus): Promise<Heartbeat | null> {
  if (token === null) return null;
  const read = await documents.read(jobKey(token), StoredJob);
  if (read.kind !== "found" || read.doc.value.state !== "assigned") return null;
  const job = read.doc.value;
  const claim = await documents.read(claimKey(job.id, job.attempt), StoredClaim);
  // Progress is looked at for its age alone, so that it need not be readable.
  const { found, at } = await documents.store.get(progressKey(job.id, job.attempt));
  const isClaimed = claim.kind === "found" && "instance" in claim.doc.value;
  return {
    job,
    now: at,
    claimedAt: isClaimed ? claim.doc.lastModified : null,
    progressAt: found?.lastModified ?? null,
  };
}

/** Whether what a server's agent writes fits what its status says. `reports: false`: its agent writes nothing. */
export function judgeHeartbeat(
  { server, reports, region }: { readonly server: string; readonly reports: boolean; readonly region: string },
  { job, now, claimedAt, progressAt }: Heartbeat,
): Finding {
  const { id, limits, started_at: startedAt, instance } = job;
  if (!reports)
    return note(
      `server ${server} has ${id}, and its agent reports nothing`,
      "this is how it is configured (reports: false)",
    );
  const console = `aws ec2 get-console-output --region ${region} --instance-id ${instance ?? "ID"}`;
  if (claimedAt === null) {
    if (startedAt === null) return well(`server ${server} has ${id}, whose machine has not been started yet`);
    const boots = seconds(now - startedAt);
    return now - startedAt > limits.max_boot_ms
      ? fault(
          `server ${server}: the machine was started ${boots} ago, and no agent has taken ${id}`,
          `look at its boot log (${console}): is the agent installed, and may it read the bucket? If the job stays as it is, see the alarm no-sweep`,
        )
      : well(`server ${server}: the machine has been booting for ${boots} for ${id}`);
  }
  const silent = now - Math.max(claimedAt, progressAt ?? 0);
  return silent > limits.max_silence_ms
    ? fault(
        `server ${server}: the agent that took ${id} has been silent for ${seconds(silent)}, and ${seconds(limits.max_silence_ms)} are allowed`,
        `look at the machine (${console}): memory, disk or network ran out. The sweep gives the job to its next attempt; if it stays as it is, see the alarm no-sweep`,
      )
    : well(`server ${server}: the agent gave its last sign of life ${seconds(silent)} ago, training ${id}`);
}

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;
