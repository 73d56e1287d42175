import type { InstanceId, StoredJob } from "@flash/schemas";
import { instancesFor } from "../fleet/fleet.ts";
import { holderOf } from "../job/decide-attempt.ts";
import type { Action } from "./action.ts";
import { assignment, firstInQueue, lateReason } from "./dispatch.ts";
import { isDevMode, isOff, machineOf } from "./machines.ts";
import type { Observation } from "./observation.ts";

/** The server still names a job that is over: clear up, then hand the machine on or switch it off. */
export function afterJob(seen: Observation, job: StoredJob): readonly Action[] {
  const clear: Action = { type: "clear_leftovers", job };
  const instance = claimedInstance(seen);
  const handOver = warmHandOver(seen, job, instance);
  if (handOver !== null) return handOver;
  // Whether the machine can be handed on is for those to say who see it.
  if (seen.machines === "unseen" && !isDevMode(seen) && isReportedEnd(job)) return [];
  // Only when its receipt is sure to be written may the job leave `open/`.
  return [{ type: "begin_stopping", job, instance }, clear];
}

/** While another machine of the server is on, a stop of it may be on its way, and it could take the next job. */
const isOnlyOneOn = (seen: Observation, instance: InstanceId): boolean =>
  seen.machines !== "unseen" &&
  machineOf(seen, instance)?.state === "running" &&
  seen.machines.every((machine) => machine.instance === instance || isOff(machine));

const isReportedEnd = (job: StoredJob): boolean =>
  job.outcome?.reason === "trained" || job.outcome?.reason === "trainer_failed";

function claimedInstance({ folder }: Observation): InstanceId | null {
  const holder = holderOf(folder?.claim ?? null);
  return holder.kind === "machine" ? holder.instance : null;
}

/** [H1] Only after a result by the claiming machine: it is alive, and it will look for the next job. */
function warmHandOver(seen: Observation, job: StoredJob, instance: InstanceId | null): readonly Action[] | null {
  const status = seen.status.kind === "found" ? seen.status.doc.value : null;
  if (!isReportedEnd(job) || !seen.server.reports || status === null || status.pending_dev_mode !== null) return null;
  const { next, stale } = firstInQueue(seen);
  if (next === null) return null;
  const late = lateReason(next.value, seen.now);
  if (late !== null) return [...stale, { type: "refuse", job: next, ...late }];
  const fits = instance !== null && instancesFor(seen.server, next.value.task_type).includes(instance);
  if (!isDevMode(seen) && !(fits && isOnlyOneOn(seen, instance))) return null;
  return [
    ...stale,
    { type: "hand_over", job: next },
    // Only now is it true. After a crash in between, the entry in `open/` makes the sweep write the receipt.
    { type: "write_receipt", job: job.id, handedTo: next.value.id },
    { type: "clear_leftovers", job },
    ...assignment(seen, next.value),
  ];
}
