import { claimKey, type StoredJob } from "@flash/schemas";
import type { Facts } from "./inspector.ts";
import type { VirtualEc2 } from "./virtual-ec2.ts";

/** What a job is in the middle of, finer than its state. */
function phaseOf(job: StoredJob, facts: Facts): string {
  if (job.outcome !== null) return "over";
  if (job.state === "queued") return "queued";
  if (job.ending !== null) return "ending";
  if (job.requeue !== null) return "requeue";
  if (job.fence !== null) return "fenced";
  const claim = facts.once.get(claimKey(job.id, job.attempt));
  if (claim !== undefined) return claim.includes('"closed"') ? "closed" : "claimed";
  return job.config_created_at === null ? "assigned" : job.warm ? "waits for a warm machine" : "waits for a boot";
}

/** What the job is in × what its machine is in. */
export function stateOf(job: StoredJob, facts: Facts, ec2: VirtualEc2): string {
  const phase = phaseOf(job, facts);
  if (job.instance === null || phase === "over") return `${phase} × –`;
  const isDevMode = job.server !== null && facts.statuses.get(job.server)?.dev_mode === true;
  return `${phase} × ${isDevMode ? "dev mode" : ec2.stateOf(job.instance)}`;
}
