import { type EpochMs, type InstanceId, later, SERVERS_PREFIX, serverOfKey, type ServerName } from "@flash/schemas";
import type { Machines } from "../ports/machines.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import { isOn } from "../server/machines.ts";
import type { Clocks } from "./clocks.ts";
import { type Fleet, instancesOf, ServerConfig } from "./fleet.ts";

/** Servers that the configuration does not know any more but that left a status: they finish, stop, and get no job. */
export async function forgottenServers(store: ObjectStore, fleet: Fleet): Promise<readonly ServerConfig[]> {
  const { objects } = await store.list(SERVERS_PREFIX);
  const known = new Set(fleet.map(({ name }) => name));
  const names = new Set<ServerName>();
  for (const { key } of objects) {
    const name = serverOfKey(key);
    if (name !== null && !known.has(name)) names.add(name);
  }
  return [...names].map((name) => ServerConfig.parse({ name, instances: {} }));
}

/**
 * Instances that carry our tag, are on, and belong to no configured server: nobody else would ever stop them.
 *
 * @param claimed - machines that still work for a forgotten server's job.
 */
export async function stopStrays(
  machines: Machines,
  fleet: Fleet,
  clocks: Clocks,
  now: EpochMs,
  claimed: ReadonlySet<InstanceId>,
): Promise<readonly InstanceId[]> {
  const configured = new Set(fleet.flatMap(instancesOf));
  const strays = (await machines.tagged()).filter(
    (machine) =>
      isOn(machine) &&
      !configured.has(machine.instance) &&
      !claimed.has(machine.instance) &&
      machine.launchedAt !== null &&
      now >= later(machine.launchedAt, clocks.stopGraceMs),
  );
  for (const { instance } of strays) await machines.stop(instance);
  return strays.map(({ instance }) => instance);
}
