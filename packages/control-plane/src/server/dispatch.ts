import type { EpochMs, InstanceId, Reason, StoredJob } from "@flash/schemas";
import type { Doc } from "../documents/documents.ts";
import { instancesFor } from "../fleet/fleet.ts";
import { queueKeyOf } from "../queue/queue.ts";
import type { Action } from "./action.ts";
import { isDevMode, machineOf } from "./machines.ts";
import type { Observation } from "./observation.ts";

/** Why a waiting job may wait no longer; null while it may. */
export function lateReason(job: StoredJob, now: EpochMs): { readonly reason: Reason; readonly detail: string } | null {
  if (job.reject_after !== null && now > job.reject_after) {
    return { reason: "server_busy", detail: `every server for ${job.task_type} was busy` };
  }
  if (now > job.queue_deadline) return { reason: "queue_timeout", detail: `waited ${job.limits.max_queue_ms} ms` };
  return null;
}

/** The first job that waits, and what must be cleared away before it. */
export function firstInQueue(seen: Observation): {
  readonly next: Doc<StoredJob> | null;
  readonly stale: readonly Action[];
} {
  const stale: Action[] = [];
  for (const { queueKey, job } of seen.waiting) {
    // An unreadable job at the head is passed over, not waited for; the sweep reports it.
    if (job === null) continue;
    if (job.value.state === "queued") return { next: job, stale };
    stale.push({ type: "leave_queue", key: queueKey });
  }
  return { next: null, stale };
}

/** [D2–D6] from a held server to a started machine. */
export function assignment(seen: Observation, job: StoredJob): readonly Action[] {
  const candidates = instancesFor(seen.server, job.task_type);
  const running = candidates.find((instance) => machineOf(seen, instance)?.state === "running");
  const instance = running ?? candidates[0];
  if (instance === undefined) return [];
  return [
    { type: "assign", server: seen.server.name, instance, warm: running !== undefined },
    { type: "create_config" },
    { type: "mark_config" },
    { type: "leave_queue", key: queueKeyOf(job) },
    ...(running === undefined ? startMachine(seen, candidates, instance) : []),
    { type: "rest" },
  ];
}

/** [D5] `first`, then the others in their order. Nothing in dev mode and where there is no EC2. */
export function startMachine(
  seen: Observation,
  candidates: readonly InstanceId[],
  first: InstanceId | null,
): readonly Action[] {
  if (isDevMode(seen) || seen.machines === "unseen") return [];
  const start = first === null ? -1 : candidates.indexOf(first);
  const ordered = start < 0 ? candidates : [...candidates.slice(start), ...candidates.slice(0, start)];
  // EC2 refuses a start while the instance is stopping: the event at the end of stopping decides, not this round.
  const isStopping = machineOf(seen, ordered[0] ?? null)?.state === "stopping";
  return isStopping ? [] : [{ type: "start", candidates: ordered, hasBegun: false }];
}
