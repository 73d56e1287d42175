import { claimKey, type Reason, resultKey, type StoredJob } from "@flash/schemas";
import type { Facts } from "./inspector.ts";
import type { Invariant } from "./invariants.ts";
import { IN_FLIGHT_MS } from "./scheduler.ts";

type Tell = (invariant: Invariant, detail: string) => void;

export function inspectJob(before: StoredJob | null, next: StoredJob, facts: Facts, tell: Tell): void {
  if (!facts.open.has(next.id) && next.outcome === null) tell("none_lost", "is written without an entry in open/");
  if (before === null) return;
  if (before.outcome !== null) tell("terminal_changed", `was ${before.state}, is written again as ${next.state}`);
  if (next.rev !== before.rev + 1) tell("lost_update", `goes from rev ${before.rev} to ${next.rev}`);
  if (next.attempt > before.attempt + 1 || next.attempt < before.attempt) {
    tell("lost_update", `goes from attempt ${before.attempt} to ${next.attempt}`);
  }
  if (before.state === "queued" && next.state === "assigned") inspectAssignment(next, facts, tell);
  if (before.state === "assigned") inspectLeaving(before, next, facts, tell);
  if (next.faults > before.faults && !isExcused(before, facts)) {
    tell("attempt_spent", `attempt ${before.attempt} is spent: ${next.timeline.at(-1)?.detail ?? ""}`);
  }
  if (next.outcome !== null) inspectEnd(before, next, facts, tell);
}

/** A machine of its server failed, or a person put a hand into its server's state. */
const isExcused = ({ server }: StoredJob, facts: Facts): boolean =>
  server !== null && (facts.machineFaults.has(server) || facts.hands.has(server));

function inspectAssignment(next: StoredJob, facts: Facts, tell: Tell): void {
  const server = next.server ?? "";
  // Decided while S3's clock, which tells whole seconds, still read the deadline; by a function that lived on, or whose last
  // request arrived after its death.
  if (next.reject_after !== null && facts.now > next.reject_after + 1_000 + facts.timeoutMs + IN_FLIGHT_MS) {
    tell("false_end", "is given to a server after its caller was told that every server is busy");
  }
  if (facts.hands.has(server)) return;
  if (facts.statuses.get(server)?.token !== next.id) {
    tell("one_job_per_server", `is assigned to ${server}, whose status names ${facts.statuses.get(server)?.token}`);
  }
  for (const other of facts.jobs.values()) {
    // One that is to wait again has let go of the server already, whether its own document tells so or not.
    if (other.id !== next.id && other.state === "assigned" && other.server === server && other.requeue === null) {
      tell("one_job_per_server", `is assigned to ${server}, which ${other.id} holds`);
    }
  }
}

function inspectLeaving(before: StoredJob, next: StoredJob, facts: Facts, tell: Tell): void {
  const { server, attempt } = before;
  if (next.state === "assigned" && next.server !== server)
    tell("one_job_per_server", `moves from ${server} to ${next.server}`);
  if (next.state === "assigned" || server === null || facts.unreporting.has(server)) return;
  if (!facts.once.has(claimKey(before.id, attempt))) {
    tell("attempt_closed", `becomes ${next.state} while attempt ${attempt} could still be claimed`);
  }
}

function inspectEnd(before: StoredJob, next: StoredJob, facts: Facts, tell: Tell): void {
  if (next.outcome === null) return;
  const { reason, attempt } = next.outcome;
  if (!isTrue(reason, attempt, before, facts)) {
    tell("false_end", `ends in attempt ${attempt} as ${reason} (${next.outcome.detail}), which is not so`);
  }
}

function isTrue(reason: Reason, attempt: number, job: StoredJob, facts: Facts): boolean {
  const result = facts.once.get(resultKey(job.id, attempt)) ?? "";
  const server = job.server ?? "";
  switch (reason) {
    case "trained":
      return result.includes('"succeeded"');
    case "trainer_failed":
      return result.includes('"failed"');
    case "trained_unreported":
      return facts.tookConfigAway.has(`${job.id}/${attempt}`) || facts.hands.has(server);
    case "cancelled":
      return facts.cancelled.has(job.id);
    case "server_busy":
      return job.reject_after !== null;
    case "queue_timeout":
      return facts.now > job.queue_deadline;
    case "boot_timeout":
    case "boot_failed":
    case "machine_silent":
    case "run_timeout":
      return isExcused(job, facts);
    case "config_removed":
      return facts.hands.has(server);
    case "quota_exceeded":
      return facts.machineFaults.has(`quota ${server}`);
    case "machine_refused":
    case "machine_missing":
      return false;
  }
}
