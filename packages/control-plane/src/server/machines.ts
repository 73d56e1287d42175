import type { EpochMs, InstanceId, Stopping } from "@flash/schemas";
import { later } from "@flash/schemas";
import type * as z from "zod";
import type { Clocks } from "../fleet/clocks.ts";
import type { Machine } from "../ports/machines.ts";
import type { Action } from "./action.ts";
import type { Observation } from "./observation.ts";

/** On, or on its way to being on. */
export const isOn = ({ state }: Machine): boolean => state === "pending" || state === "running";
export const isOff = ({ state }: Machine): boolean => state === "stopped" || state === "terminated";

export const machineOf = (seen: Observation, instance: InstanceId | null): Machine | null =>
  seen.machines === "unseen" ? null : (seen.machines.find((machine) => machine.instance === instance) ?? null);

/**
 * EC2's calls have no condition: a StopInstances lands as late as its function may live. So it is called only in the
 * first half of the lease of the intent that asks for it, and nobody uses the machine again before the second half is
 * over. Later than that the intent is renewed first, by compare-and-swap: then it is still meant.
 */
export function stopMachines(
  machines: readonly Machine[],
  intent: { readonly at: EpochMs; readonly renew: Extract<Action, { type: "renew_stopping" | "renew_fence" }> },
  { now, clocks }: { readonly now: EpochMs; readonly clocks: Clocks },
): readonly Action[] {
  const stop: Action[] = [{ type: "stop", instances: machines.map(({ instance }) => instance) }, { type: "rest" }];
  return now < later(intent.at, clocks.stopLeaseMs / 2) ? stop : [intent.renew, ...stop];
}

/**
 * [Z2, Z3] The server sleeps again when every machine was seen off and the intent is older than any function that may
 * still be about to call StopInstances because of it.
 */
export function decideStopping(
  seen: Observation,
  stopping: z.infer<typeof Stopping>,
  clocks: Clocks,
): readonly Action[] {
  const receipt: Action[] = stopping.job === null ? [] : [{ type: "write_receipt", job: stopping.job, handedTo: null }];
  if (isDevMode(seen)) return [...receipt, { type: "sleep" }];
  if (seen.machines === "unseen") return [];
  const on = seen.machines.filter(isOn);
  if (on.length > 0) {
    return stopMachines(on, { at: stopping.at, renew: { type: "renew_stopping" } }, { now: seen.now, clocks });
  }
  const leaseOver = seen.now >= later(stopping.at, clocks.stopLeaseMs);
  return leaseOver && seen.machines.every(isOff) ? [...receipt, { type: "sleep" }] : [];
}

export const isDevMode = ({ status }: Observation): boolean => status.kind === "found" && status.doc.value.dev_mode;
