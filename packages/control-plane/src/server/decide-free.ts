import { later, type StoredStatus } from "@flash/schemas";
import type { Clocks } from "../fleet/clocks.ts";
import type { Action } from "./action.ts";
import { assignment, firstInQueue, lateReason } from "./dispatch.ts";
import { isOn } from "./machines.ts";
import type { Observation } from "./observation.ts";

/** A server that no job holds: it takes the next one, or makes sure that it really is off. */
export function decideFree(seen: Observation, status: StoredStatus, clocks: Clocks): readonly Action[] {
  if (status.status === "active") return [{ type: "begin_stopping", job: null, instance: null }];
  if (status.pending_dev_mode !== null) return [{ type: "apply_dev_mode" }];
  const { next, stale } = firstInQueue(seen);
  if (next !== null) {
    const late = lateReason(next.value, seen.now);
    if (late !== null) return [...stale, { type: "refuse", job: next, ...late }];
  }
  const rested = status.backoff_until === null || seen.now >= status.backoff_until;
  if (next !== null && rested) return [...stale, { type: "hold_server", job: next }, ...assignment(seen, next.value)];
  if (onTooLong(seen, clocks)) return [...stale, { type: "begin_stopping", job: null, instance: null }];
  return stale;
}

/** A machine is on, no job is here, and nobody has stopped it: a lost stop, a person, or a start that came too late. */
const onTooLong = (seen: Observation, clocks: Clocks): boolean =>
  seen.machines !== "unseen" &&
  seen.machines.some(
    (machine) =>
      isOn(machine) && machine.launchedAt !== null && seen.now >= later(machine.launchedAt, clocks.stopGraceMs),
  );
