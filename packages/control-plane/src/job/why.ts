import {
  type EpochMs,
  type InstanceId,
  later,
  type ServerName,
  type StoredJob,
  type StoredProgress,
  type StoredStatus,
  type WhyReason,
} from "@flash/schemas";
import type { Clocks } from "../fleet/clocks.ts";

/** All that is known of a job when somebody asks why it is where it is. No EC2: what a machine does shows in the bucket. */
export interface WhyFacts {
  readonly job: StoredJob;
  readonly now: EpochMs;
  readonly clocks: Clocks;
  /** 1 is next; null when it has no queue entry. */
  readonly queuePosition: number | null;
  /** The servers that could take it, or the one that has it. */
  readonly servers: readonly { readonly name: ServerName; readonly status: StoredStatus | null }[];
  /** Who has claimed its present attempt, and when. */
  readonly claim: { readonly instance: InstanceId | null; readonly at: EpochMs } | null;
  readonly progress: { readonly value: StoredProgress; readonly at: EpochMs } | null;
}

/** The chain of reasons, the nearest first: who makes the next move, and by when something happens whatever comes. */
export function explain(facts: WhyFacts): readonly WhyReason[] {
  const { job } = facts;
  if (job.outcome !== null) return [{ code: "ended", mover: "nobody", until: null, reason: job.outcome.reason }];
  if (job.state === "queued") return [inQueue(facts), ...facts.servers.map((server) => whyNotYet(server, facts))];
  const soon = nextLook(facts);
  if (job.ending !== null) return [{ code: "ending", mover: "rule", until: soon, reason: job.ending.reason }];
  if (job.fence !== null) {
    const until = later(job.fence.at, facts.clocks.stopLeaseMs);
    return [
      {
        code: "fencing",
        mover: "ec2",
        until: until > soon ? until : soon,
        instance: job.fence.instance,
        attempt: job.attempt,
      },
    ];
  }
  if (job.requeue !== null) return [{ code: "requeueing", mover: "rule", until: soon, cause: job.requeue.why }];
  return facts.claim === null ? whyNotClaimed(facts) : whyTraining(facts, facts.claim);
}

/** A sweep comes at least as often as a second look is allowed. */
const nextLook = ({ now, clocks }: WhyFacts): EpochMs => later(now, clocks.secondLookMs);

const inQueue = ({ job, queuePosition }: WhyFacts): WhyReason => ({
  code: "in_queue",
  mover: "rule",
  until: job.queue_deadline,
  ahead: Math.max(0, (queuePosition ?? 1) - 1),
});

function whyNotYet({ name, status }: WhyFacts["servers"][number], facts: WhyFacts): WhyReason {
  const { clocks, now } = facts;
  const soon = nextLook(facts);
  if (status === null) return { code: "server_stopping", mover: "rule", until: soon, server: name };
  if (status.stopping !== null) {
    const until = later(status.stopping.at, clocks.stopLeaseMs);
    return { code: "server_stopping", mover: "ec2", until: until > soon ? until : soon, server: name };
  }
  if (status.token !== null) {
    const until = later(now, facts.job.limits.max_run_ms);
    return { code: "server_busy", mover: "training_server", until, server: name };
  }
  if (status.backoff_until !== null && status.backoff_until > now) {
    return { code: "server_backing_off", mover: "rule", until: status.backoff_until, server: name };
  }
  return { code: "server_free", mover: "rule", until: soon, server: name };
}

/** Assigned, and no machine has taken it. */
function whyNotClaimed(facts: WhyFacts): readonly WhyReason[] {
  const { job, clocks, servers } = facts;
  const soon = nextLook(facts);
  const [server] = servers;
  if (server === undefined || job.server === null) return [inQueue(facts)];
  if (job.config_created_at === null) {
    return [{ code: "config_to_create", mover: "rule", until: soon, server: job.server }];
  }
  if (server.status?.dev_mode === true) {
    return [{ code: "dev_mode", mover: "person", until: job.queue_deadline, server: job.server }];
  }
  if (job.started_at !== null) {
    const until = later(job.started_at, job.limits.max_boot_ms);
    const booting = {
      code: "booting",
      mover: "training_server",
      until,
      instance: job.instance,
      since: job.started_at,
    } as const;
    return [booting, ...suspicion(facts)];
  }
  if (job.warm) {
    const until = later(job.config_created_at, clocks.maxClaimMs);
    return [{ code: "warm", mover: "training_server", until, instance: job.instance }];
  }
  return [{ code: "machine_to_start", mover: "ec2", until: soon, server: job.server, instance: job.instance }];
}

function whyTraining(facts: WhyFacts, claim: NonNullable<WhyFacts["claim"]>): readonly WhyReason[] {
  const { job, progress } = facts;
  const heardAt = progress !== null && progress.at > claim.at ? progress.at : claim.at;
  const training = {
    code: "training",
    mover: "training_server",
    until: later(heardAt, job.limits.max_silence_ms),
    instance: claim.instance,
    phase: progress?.value.phase ?? null,
    heardAt,
  } as const;
  return [training, ...suspicion(facts)];
}

/** A clock has run out once; the second look decides. */
function suspicion({ job, servers, clocks }: WhyFacts): readonly WhyReason[] {
  const suspect = servers[0]?.status?.suspect ?? null;
  if (suspect === null || suspect.attempt !== job.attempt) return [];
  return [{ code: "suspected", mover: "rule", until: later(suspect.since, clocks.secondLookMs), since: suspect.since }];
}
