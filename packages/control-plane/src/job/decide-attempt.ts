import type { EpochMs, InstanceId, StoredClaim, StoredJob } from "@flash/schemas";
import type { Read } from "../documents/documents.ts";
import type { Clocks } from "../fleet/clocks.ts";
import { instancesFor } from "../fleet/fleet.ts";
import type { Action } from "../server/action.ts";
import { startMachine } from "../server/dispatch.ts";
import { isDevMode, isOff, isOn, machineOf, stopMachines } from "../server/machines.ts";
import type { AttemptFolder, Observation } from "../server/observation.ts";
import { queueKeyOf } from "../queue/queue.ts";
import { decideBoot } from "./decide-boot.ts";
import { decideRun } from "./decide-run.ts";

/**
 * Who holds the attempt. `machine`: with its instance, null when that is unknown (dev mode, a foreign server, an
 * unreadable claim). `closed`: nobody ever will.
 */
export type Holder =
  | { readonly kind: "nobody" }
  | { readonly kind: "closed" }
  | { readonly kind: "machine"; readonly instance: InstanceId | null; readonly since: EpochMs };

export function holderOf(claim: Read<StoredClaim> | null): Holder {
  if (claim === null || claim.kind === "missing") return { kind: "nobody" };
  if (claim.kind === "corrupt") return { kind: "machine", instance: null, since: claim.lastModified };
  const { value, lastModified } = claim.doc;
  return "closed" in value ? { kind: "closed" } : { kind: "machine", instance: value.instance, since: lastModified };
}

/** [E3] what the training server reported, if it did: judged before any clock. */
export function reported({
  result,
  attempt,
}: Pick<AttemptFolder, "result" | "attempt">): Extract<Action, { type: "finish" }> | null {
  if (result.kind === "missing") return null;
  if (result.kind === "corrupt") {
    return { type: "finish", reason: "trainer_failed", detail: "its result.json cannot be read", attempt };
  }
  const { value } = result.doc;
  return value.outcome === "succeeded"
    ? { type: "finish", reason: "trained", detail: "", attempt }
    : { type: "finish", reason: "trainer_failed", detail: `${value.fault}: ${value.message}`, attempt };
}

/** What happens next to a job that is assigned to this server. */
export function decideAttempt(seen: Observation, job: StoredJob, clocks: Clocks): readonly Action[] {
  const { folder } = seen;
  if (folder === null) return [];
  const holder = holderOf(folder.claim);
  if (job.ending !== null) return rollEndingForward(seen, job, holder);
  const result = reported(folder);
  if (result !== null) return [result];
  if (job.fence !== null) return decideFence(seen, job, holder, clocks);
  if (job.requeue !== null) return rollRequeueForward(seen, job, holder);
  // Closed without an intent: whoever wanted the job back in the queue got no further.
  if (holder.kind === "closed") return [{ type: "want_requeue", why: "hold_lost" }];
  if (seen.config.kind !== "found") return decideWithoutConfig(seen, job, holder);
  const mark: Action[] = job.config_created_at === null ? [{ type: "mark_config" }] : [];
  const next = holder.kind === "machine" ? decideRun(seen, job, holder, clocks) : decideBoot(seen, job, folder, clocks);
  return [...mark, ...next];
}

const deleteConfig = ({ config }: Observation): Action[] =>
  config.kind === "found" ? [{ type: "delete_config", etag: config.doc.etag }] : [];

/** [X3–X5] */
function rollEndingForward(seen: Observation, job: StoredJob, holder: Holder): readonly Action[] {
  if (job.ending === null) return [];
  const { reason, detail } = job.ending;
  const close: Action[] = holder.kind === "nobody" ? [{ type: "close_claim", attempt: job.attempt, why: reason }] : [];
  return [...close, ...deleteConfig(seen), { type: "finish", reason, detail, attempt: job.attempt }];
}

/** [Q] A machine that took the attempt after all keeps it. */
function rollRequeueForward(seen: Observation, job: StoredJob, holder: Holder): readonly Action[] {
  switch (holder.kind) {
    case "machine":
      return [{ type: "keep_attempt" }];
    case "nobody":
      return [{ type: "close_claim", attempt: job.attempt, why: job.requeue?.why ?? "requeue" }];
    case "closed":
      return [...deleteConfig(seen), ...(seen.server.reports ? [{ type: "requeue" } as const] : requeueWhenOff(seen))];
  }
}

/**
 * A machine that does not report takes no claim, so a closed one does not hold it back: only one that is off does not work
 * on the job. The server is held until then, so a late stop meets nobody else's job.
 */
function requeueWhenOff(seen: Observation): readonly Action[] {
  if (isDevMode(seen)) return [{ type: "requeue" }];
  if (seen.machines === "unseen") return [];
  const on = seen.machines.filter(isOn);
  if (on.length > 0) return [{ type: "stop", instances: on.map(({ instance }) => instance) }, { type: "rest" }];
  return seen.machines.every(isOff) ? [{ type: "requeue" }] : [];
}

/** Not created yet, or taken away: only the mark on the job tells which. */
function decideWithoutConfig(seen: Observation, job: StoredJob, holder: Holder): readonly Action[] {
  const created = job.config_created_at !== null;
  if (!created && holder.kind === "nobody") {
    return [
      { type: "create_config" },
      { type: "mark_config" },
      { type: "leave_queue", key: queueKeyOf(job) },
      ...startMachine(seen, instancesFor(seen.server, job.task_type), job.instance),
      { type: "rest" },
    ];
  }
  if (!seen.server.reports) return [{ type: "finish", reason: "trained_unreported", detail: "", attempt: job.attempt }];
  return [{ type: "end", reason: "config_removed", detail: `attempt ${job.attempt}` }];
}

/** [R3–R5] The machine of the attempt before must be seen off before the next attempt may begin. */
function decideFence(seen: Observation, job: StoredJob, holder: Holder, clocks: Clocks): readonly Action[] {
  const { fence } = job;
  if (fence === null) return [];
  const late = seen.folderBefore === null ? null : reported(seen.folderBefore);
  // The fenced machine finished in time: its result counts, and nobody may begin the next attempt.
  if (late !== null) {
    return holder.kind === "nobody" ? [{ type: "close_claim", attempt: job.attempt, why: "finished" }, late] : [late];
  }
  // Whoever boots late must not begin the attempt that was given up; whoever began it is fenced off too.
  const before = holderOf(seen.folderBefore?.claim ?? null);
  if (before.kind === "nobody") return [{ type: "close_claim", attempt: job.attempt - 1, why: "retried" }];
  const fenced = [fence.instance, before.kind === "machine" ? before.instance : null].filter((one) => one !== null);
  if (!seenOff(seen, { job, fence, fenced }, clocks)) return stopFenced(seen, { fence, fenced }, clocks);
  const candidates = instancesFor(seen.server, job.task_type);
  const after = fence.instance === null ? -1 : candidates.indexOf(fence.instance);
  const instance = candidates[(after + 1) % candidates.length] ?? job.instance;
  if (instance === null) return [];
  return [
    { type: seen.config.kind === "found" ? "rewrite_config" : "create_config" },
    { type: "unfence", instance },
    ...startMachine(seen, candidates, instance),
    { type: "rest" },
  ];
}

interface Fence {
  readonly fence: NonNullable<StoredJob["fence"]>;
  readonly fenced: readonly InstanceId[];
}

function stopFenced(seen: Observation, { fence, fenced }: Fence, clocks: Clocks): readonly Action[] {
  const on = fenced.flatMap((instance) => machineOf(seen, instance) ?? []).filter(isOn);
  if (on.length === 0) return [];
  return stopMachines(on, { at: fence.at, renew: { type: "renew_fence" } }, { now: seen.now, clocks });
}

/**
 * In dev mode nothing can be switched off: the agent stops its trainer when it could not read its config for
 * `maxSilence`, so that long is waited.
 */
function seenOff(
  seen: Observation,
  { job, fence, fenced }: Fence & { readonly job: StoredJob },
  clocks: Clocks,
): boolean {
  const waited = seen.now - fence.at;
  if (isDevMode(seen)) return waited >= job.limits.max_silence_ms + clocks.stopLeaseMs;
  if (seen.machines === "unseen" || waited < clocks.stopLeaseMs) return false;
  return fenced.map((instance) => machineOf(seen, instance)).every((machine) => machine === null || isOff(machine));
}
