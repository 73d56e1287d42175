import type { InstanceId, Stopping } from "@flash/schemas";
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
  const on = seen.machines.filter(isOn).map(({ instance }) => instance);
  if (on.length > 0) return [{ type: "stop", instances: on }, { type: "rest" }];
  const leaseOver = seen.now >= later(stopping.at, clocks.stopLeaseMs);
  return leaseOver && seen.machines.every(isOff) ? [...receipt, { type: "sleep" }] : [];
}

export const isDevMode = ({ status }: Observation): boolean => status.kind === "found" && status.doc.value.dev_mode;
