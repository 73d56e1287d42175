import { DOCUMENT_VERSION, type StoredJob, type StoredStatus } from "@flash/schemas";
import type { Clocks } from "../fleet/clocks.ts";
import { taskTypesOf } from "../fleet/fleet.ts";
import { isTerminal } from "../job/transitions.ts";
import { decideAttempt } from "../job/decide-attempt.ts";
import type { Action } from "./action.ts";
import { afterJob } from "./after-job.ts";
import { decideFree } from "./decide-free.ts";
import { assignment, lateReason } from "./dispatch.ts";
import { isLive } from "./live-config.ts";
import { decideStopping, isOn } from "./machines.ts";
import type { Observation } from "./observation.ts";

/**
 * What happens next to one server. Pure and exhaustive: every policy of the platform is reached from here.
 *
 * @returns steps in their order; none when there is nothing to do until something changes. Every step is conditional
 *   on what was observed, so an old decision does no harm.
 */
export function decide(seen: Observation, clocks: Clocks): readonly Action[] {
  if (seen.status.kind !== "found") return rebuildStatus(seen);
  const status = seen.status.doc.value;
  const about = configBelongsElsewhere(seen, status);
  if (about !== null) return about;
  if (status.stopping !== null) return decideStopping(seen, status.stopping, clocks);
  if (status.token === null) return decideFree(seen, status, clocks);
  return decideHeld(seen, clocks);
}

/** A status that a person removed or broke. Never straight to sleeping: a machine may be on. */
function rebuildStatus(seen: Observation): readonly Action[] {
  const { status, configJob, now, server } = seen;
  const live = isLive(seen.config, configJob, server.name) && configJob?.kind === "found" ? configJob.doc.value : null;
  const corrupt = status.kind === "corrupt" ? status : null;
  const content = {
    version: DOCUMENT_VERSION,
    status: "active",
    token: live?.id ?? null,
    task_type: live?.task_type ?? null,
    dev_mode: corrupt !== null && /"dev_mode"\s*:\s*true/u.test(corrupt.body),
    updated_at: now,
    pending_dev_mode: null,
    stopping: live === null ? { id: `rebuilt-${now}`, at: now, job: null, instance: null, by: "rule" } : null,
    suspect: null,
    backoff_until: null,
  } as const;
  return [
    { type: "rebuild_status", content, broken: corrupt === null ? null : { etag: corrupt.etag, body: corrupt.body } },
  ];
}

/** A live config outranks the status; any other config is swept away, or the server would be stuck for ever. */
function configBelongsElsewhere(seen: Observation, status: StoredStatus): readonly Action[] | null {
  const { config, configJob, server } = seen;
  if (config.kind === "missing") return null;
  if (config.kind === "corrupt") return [{ type: "delete_config", etag: config.etag }];
  if (configJob?.kind === "found" && isLive(config, configJob, server.name)) {
    if (status.token === config.doc.value.token) return null;
    // The server was put aside for the requeue after its config was deleted: a late creation, which no one may take.
    if (seen.isConfigClosed) return [{ type: "delete_config", etag: config.doc.etag }];
    return [{ type: "adopt_job", job: configJob.doc.value }];
  }
  // A job that cannot be read now may be readable in the next round; only a clear answer condemns its config.
  if (configJob?.kind === "corrupt") return null;
  return [{ type: "delete_config", etag: config.doc.etag }];
}

function decideHeld(seen: Observation, clocks: Clocks): readonly Action[] {
  if (seen.job?.kind !== "found") return [{ type: "begin_stopping", job: null, instance: null }];
  const { doc } = seen.job;
  const job = doc.value;
  if (isTerminal(job)) return job.server === seen.server.name ? afterJob(seen, job) : notRunHere(seen, job);
  if (job.state === "queued") {
    const late = lateReason(job, seen.now);
    if (late !== null) return [{ type: "finish", ...late, attempt: job.attempt }];
    // Whoever knows an older configuration may be about to assign it: the job's next version forbids that.
    if (!taskTypesOf(seen.server).includes(job.task_type)) return [{ type: "put_back" }, ...letGo(seen)];
    // Held again: if the server was put aside since the status was read, the job must not be assigned to it.
    return [{ type: "hold_server", job: doc }, ...assignment(seen, job)];
  }
  if (job.server !== seen.server.name) return letGo(seen);
  return decideAttempt(seen, job, clocks);
}

/** Its machine, its receipt and its leftovers are those of the server that ran it, if one did. */
const notRunHere = (seen: Observation, job: StoredJob): readonly Action[] =>
  job.server === null ? [{ type: "clear_leftovers", job }, ...letGo(seen)] : letGo(seen);

/**
 * The job that the status names is not for this server. One whose machines the configuration does not know any more is put
 * aside: a function of the older configuration could take it at once, and its machine is about to be stopped as a stray.
 */
function letGo(seen: Observation): readonly Action[] {
  const allOff = seen.machines !== "unseen" && seen.machines.length > 0 && !seen.machines.some(isOn);
  return seen.heldByThisRun || allOff
    ? [{ type: "release_server" }]
    : [{ type: "begin_stopping", job: null, instance: null }];
}
