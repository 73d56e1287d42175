import {
  DEFAULT_SERVER,
  type EpochMs,
  type InstanceId,
  later,
  SERVERS_PREFIX,
  serverOfKey,
  type ServerName,
  statusKey,
  trainingConfigKey,
} from "@flash/schemas";
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
  // Its keys are the bare ones, so it stands under no prefix.
  if (!known.has(DEFAULT_SERVER) && (await leftTraces(store, DEFAULT_SERVER))) names.add(DEFAULT_SERVER);
  for (const { key } of objects) {
    const name = serverOfKey(key);
    if (name !== null && !known.has(name)) names.add(name);
  }
  return [...names].map((name) => ServerConfig.parse({ name, instances: {} }));
}

async function leftTraces(store: ObjectStore, server: ServerName): Promise<boolean> {
  const status = await store.get(statusKey(server));
  return status.found !== null || (await store.get(trainingConfigKey(server))).found !== null;
}

/** Whose machines may be stopped though no configured server has them, and how. */
export interface Spared {
  /** Machines that still work for a forgotten server's job. */
  readonly instances: ReadonlySet<InstanceId>;
  /** Servers in dev mode, for which no EC2 call is made, and servers one of whose machines may just begin a job. */
  readonly servers: ReadonlySet<ServerName>;
  /** Servers that no job holds, so that they may be given one at any moment: only behind an intent to stop. */
  readonly free: ReadonlySet<ServerName>;
}

/**
 * Stops instances that carry our tag, are on, and belong to no configured server: nobody else would ever do it.
 *
 * @param stopByRule - has the rule stop the strays of a free server; whether it did.
 * @returns those that were stopped.
 */
export async function stopStrays(
  machines: Machines,
  { fleet, clocks, now, spared }: { fleet: Fleet; clocks: Clocks; now: EpochMs; spared: Spared },
  stopByRule: (server: ServerName, strays: readonly InstanceId[]) => Promise<boolean>,
): Promise<readonly InstanceId[]> {
  const configured = new Set(fleet.flatMap(instancesOf));
  const strays = (await machines.tagged()).filter(
    (machine) =>
      isOn(machine) &&
      !configured.has(machine.instance) &&
      !spared.instances.has(machine.instance) &&
      (machine.server === null || !spared.servers.has(machine.server)) &&
      machine.launchedAt !== null &&
      now >= later(machine.launchedAt, clocks.stopGraceMs),
  );
  const stopped: InstanceId[] = [];
  for (const [server, its] of Map.groupBy(strays, (machine) => machine.server)) {
    const instances = its.map(({ instance }) => instance);
    if (server !== null && spared.free.has(server)) {
      if (await stopByRule(server, instances)) stopped.push(...instances);
      continue;
    }
    for (const instance of instances) await machines.stop(instance);
    stopped.push(...instances);
  }
  return stopped;
}
