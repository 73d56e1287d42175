import type { EpochMs, InstanceId, StoredJob } from "@flash/schemas";
import { type Clocks, ranOut } from "../fleet/clocks.ts";
import { instancesFor } from "../fleet/fleet.ts";
import type { ETag } from "../ports/object-store.ts";
import type { Action } from "../server/action.ts";
import { startMachine } from "../server/dispatch.ts";
import { isOn, machineOf } from "../server/machines.ts";
import type { Observation } from "../server/observation.ts";
import { spendAttempt } from "./spend-attempt.ts";
import { lookTwice, trustAgain } from "./suspicion.ts";

interface Claimed {
  readonly instance: InstanceId | null;
  readonly since: EpochMs;
}

/** A machine has the attempt: it may work on, unless it has run too long or fallen silent. */
export function decideRun(seen: Observation, job: StoredJob, claim: Claimed, clocks: Clocks): readonly Action[] {
  const others = stopOthers(seen, claim.instance);
  if (ranOut(claim.since, job.limits.max_run_ms, seen.now)) {
    return [...others, { type: "end", reason: "run_timeout", detail: `not done after ${job.limits.max_run_ms} ms` }];
  }
  const revive = switchOnAgain(seen, job, claim, clocks);
  if (revive.length > 0) return [...others, ...revive, { type: "rest" }];
  const beat = lastBeat(seen, job, claim);
  if (!ranOut(beat.at, beat.limitMs, beat.readAt)) return [...others, ...trustAgain(seen)];
  const silent = lookTwice(seen, job, { etag: beat.etag, at: beat.readAt }, clocks, () =>
    spendAttempt(job, "machine_silent", claim.instance, `no heartbeat for ${beat.limitMs} ms`),
  );
  return [...others, ...silent];
}

/** The claim names the machine for ever, so this decision never grows old: every other machine of the server is off. */
function stopOthers(seen: Observation, claimed: InstanceId | null): readonly Action[] {
  if (seen.machines === "unseen" || claimed === null) return [];
  const others = seen.machines.filter((machine) => machine.instance !== claimed && isOn(machine));
  return others.length === 0 ? [] : [{ type: "stop", instances: others.map(({ instance }) => instance) }];
}

/** A machine that lost its power takes the same attempt up again when it is back: this costs the job nothing. */
function switchOnAgain(seen: Observation, job: StoredJob, claim: Claimed, clocks: Clocks): readonly Action[] {
  if (claim.instance === null || job.starts >= clocks.maxStarts + 1) return [];
  if (machineOf(seen, claim.instance)?.state !== "stopped") return [];
  if (job.started_at !== null && !ranOut(job.started_at, clocks.secondLookMs, seen.now)) return [];
  const own = instancesFor(seen.server, job.task_type).includes(claim.instance);
  const start = own ? startMachine(seen, [claim.instance], claim.instance) : [];
  return start.map((action) => ({ ...action, hasBegun: true }));
}

/** Silence counts from the last sign of life; after a start the machine has the time of a boot. */
function lastBeat(
  { folder, now }: Observation,
  job: StoredJob,
  claim: Claimed,
): { readonly at: EpochMs; readonly limitMs: number; readonly etag: ETag | null; readonly readAt: EpochMs } {
  const progress = folder?.progress;
  const readAt = progress?.at ?? now;
  const written =
    progress?.kind === "found"
      ? { at: progress.doc.lastModified, etag: progress.doc.etag }
      : progress?.kind === "corrupt"
        ? { at: progress.lastModified, etag: progress.etag }
        : { at: claim.since, etag: null };
  const beat = written.at > claim.since ? written.at : claim.since;
  return job.started_at !== null && job.started_at > beat
    ? { at: job.started_at, limitMs: job.limits.max_boot_ms, etag: written.etag, readAt }
    : { at: beat, limitMs: job.limits.max_silence_ms, etag: written.etag, readAt };
}
