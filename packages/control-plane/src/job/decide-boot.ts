import type { StoredJob } from "@flash/schemas";
import { type Clocks, ranOut } from "../fleet/clocks.ts";
import { instancesFor } from "../fleet/fleet.ts";
import type { Machine } from "../ports/machines.ts";
import type { Action } from "../server/action.ts";
import { startMachine } from "../server/dispatch.ts";
import { isDevMode, machineOf } from "../server/machines.ts";
import type { AttemptFolder, Observation } from "../server/observation.ts";
import { spendAttempt } from "./spend-attempt.ts";
import { lookTwice } from "./suspicion.ts";

/**
 * EC2's own words for a machine that it started and that went off again by itself.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html
 */
const BOOT_FAULTS: ReadonlySet<string> = new Set([
  "Client.InternalError",
  "Client.InvalidSnapshot.NotFound",
  "Client.VolumeLimitExceeded",
  "Server.InternalError",
  "Server.InsufficientInstanceCapacity",
]);

/** A config that no machine has taken yet. While that is so, none of the server's machines is stopped. */
export function decideBoot(
  seen: Observation,
  job: StoredJob,
  folder: AttemptFolder,
  clocks: Clocks,
): readonly Action[] {
  if (!seen.server.reports) return decideUnreporting(seen, job);
  if (job.started_at === null && ranOut(job.queue_deadline, 0, seen.now)) {
    return [{ type: "end", reason: "queue_timeout", detail: `no machine took it in ${job.limits.max_queue_ms} ms` }];
  }
  if (isDevMode(seen) || seen.machines === "unseen") return [];
  const machine = machineOf(seen, job.instance);
  if (job.warm && job.started_at === null) return decideWarm(seen, job, machine, clocks);
  if (job.started_at === null) return startAnew(seen, job);
  if (machine?.state === "stopped" && ranOut(job.started_at, clocks.secondLookMs, seen.now)) {
    return wentOff(seen, job, machine, clocks);
  }
  if (!ranOut(job.started_at, job.limits.max_boot_ms, seen.now)) return [];
  // Nothing of this attempt was written yet: the config's own version stands for "no claim under this config".
  const nothing = folder.progress.kind === "found" ? folder.progress.doc.etag : null;
  return lookTwice(seen, job, { etag: nothing, at: folder.claim.at }, clocks, () =>
    spendAttempt(job, "boot_timeout", job.instance, `no claim within ${job.limits.max_boot_ms} ms`),
  );
}

const startAnew = (seen: Observation, job: StoredJob): readonly Action[] => {
  const start = startMachine(seen, instancesFor(seen.server, job.task_type), job.instance);
  return start.length === 0 ? [] : [...start, { type: "rest" }];
};

/** A machine that was left on for this job and does not take it: stop it and boot, at no cost to the job. */
function decideWarm(seen: Observation, job: StoredJob, machine: Machine | null, clocks: Clocks): readonly Action[] {
  if (machine?.state !== "running") return startAnew(seen, job);
  if (job.config_created_at === null || !ranOut(job.config_created_at, clocks.maxClaimMs, seen.now)) return [];
  return [{ type: "retry", fault: null, fence: job.instance, detail: "the machine that was left on did not take it" }];
}

/** Started, and seen off again before it took the job. */
function wentOff(seen: Observation, job: StoredJob, machine: Machine, clocks: Clocks): readonly Action[] {
  const why = machine.stateReason ?? "no reason given";
  if (BOOT_FAULTS.has(why) || job.starts >= clocks.maxStarts) {
    return spendAttempt(job, "boot_failed", job.instance, why);
  }
  return startAnew(seen, job);
}

/** A server of the original contract: it is on until it takes the config away, or for `maxRun` at the longest. */
function decideUnreporting(seen: Observation, job: StoredJob): readonly Action[] {
  const since = job.started_at ?? job.config_created_at;
  if (since !== null && ranOut(since, job.limits.max_run_ms, seen.now)) {
    return [{ type: "end", reason: "run_timeout", detail: `not done after ${job.limits.max_run_ms} ms` }];
  }
  if (machineOf(seen, job.instance)?.state !== "stopped" && job.started_at !== null) return [];
  return startAnew(seen, job);
}
