import { once } from "node:events";
import type { Server } from "node:http";
import { join } from "node:path";
import type { Identity } from "../identity.ts";
import type { Cloud } from "./actions/action.ts";
import { CallLog } from "./call-log.ts";
import type { Ec2Call } from "./call-log.ts";
import { Ec2Faults } from "./faults.ts";
import { instanceFile } from "./instance-file.ts";
import { present } from "./instance-state.ts";
import type { History, InstanceState, StateChange, StateReason } from "./instance-state.ts";
import { INSTANCE_ID_PATTERN } from "./local-instance.ts";
import type { LocalInstance } from "./local-instance.ts";
import { Machine } from "./machine.ts";
import type { Timing } from "./machine.ts";
import { startMetadataService } from "./metadata-service.ts";
import type { MetadataService } from "./metadata-service.ts";
import { ec2Server } from "./server.ts";
import { stateChangeEvent } from "./state-change-event.ts";
import type { InstanceStateChangeEvent } from "./state-change-event.ts";

export interface Ec2Options {
  /** Histories are kept in `<dataFolder>/instances`. */
  readonly dataFolder: string;
  /** Default: any free one. */
  readonly port?: number;
  readonly identities: readonly Identity[];
  /** Default `us-east-1`. Requests must be signed for it. */
  readonly region?: string;
  readonly instances: readonly LocalInstance[];
  /** Default: 500 ms pending, 500 ms stopping, 10 s grace. */
  readonly timing?: Partial<Timing>;
  readonly faults?: Ec2Faults;
  /** Told each change after it was kept, in the shape of EventBridge's notification. */
  readonly onStateChange?: (event: InstanceStateChangeEvent) => void;
  readonly now?: () => number;
}

export interface LocalEc2 {
  /** What `endpoint` of an EC2 client must be. */
  readonly url: string;
  readonly faults: Ec2Faults;
  /** Every call so far, oldest first, the refused ones among them. */
  readonly calls: readonly Ec2Call[];
  state(instanceId: string): InstanceState;
  /** Every change that is kept, oldest first. */
  history(instanceId: string): History;
  /** Settles as soon as the instance is in this state. */
  reached(instanceId: string, state: InstanceState): Promise<void>;
  /** SIGSTOP: the machine is on and does nothing. */
  freeze(instanceId: string): Promise<void>;
  thaw(instanceId: string): Promise<void>;
  /** SIGKILL to all that runs on the machine; the instance stays on unless its `onExit` says otherwise. */
  kill(instanceId: string): Promise<void>;
  /** The machine's host fails: SIGKILL, and the instance is `stopped`. */
  cutPower(instanceId: string, reason?: StateReason): Promise<void>;
  /** Ends all machines, answers no more and tells no more changes. They are `stopped` at the next start, having lost their power. */
  close(): Promise<void>;
}

const DEFAULT_TIMING = { pendingMs: 500, stoppingMs: 500, graceMs: 10_000 } satisfies Timing;
const CLOSE_GRACE_MS = 2_000;

/**
 * Starts an EC2 that speaks to an unmodified AWS SDK, on loopback. Its instances boot by starting a child process.
 *
 * @throws Error for an instance id that is malformed or doubled, a busy port, or a broken history file.
 */
export async function startEc2(options: Ec2Options): Promise<LocalEc2> {
  checkIds(options.instances);
  const { faults = new Ec2Faults(), region = "us-east-1", now = Date.now, identities } = options;
  const watchers = new Set<() => void>();
  let closed = false;
  const tell = (instanceId: string, change: StateChange): void => {
    for (const look of watchers) look();
    const event = stateChangeEvent(region, instanceId, change);
    // A listener's error must not end the machine's own course of things.
    setImmediate(() => closed || options.onStateChange?.(event));
  };
  const folder = join(options.dataFolder, "instances");
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const metadata = await metadataServices(options.instances, now);
  const machines = new Map(
    options.instances.map((instance) => {
      const { instanceId } = instance;
      const onChange = (change: StateChange): void => tell(instanceId, change);
      const file = instanceFile(folder, instance);
      const metadataUrl = metadata.get(instanceId)?.url;
      return [instanceId, new Machine({ instance, file, timing, faults, now, metadataUrl, onChange })] as const;
    }),
  );
  const log = new CallLog();
  const cloud: Cloud = { machines, faults, region, now };
  const server = ec2Server({ cloud, identities, log });
  const url = await listen(server, options.port ?? 0);
  return {
    url,
    faults,
    calls: log.calls,
    ...controls(machines, watchers),
    close: async () => {
      closed = true;
      await close(server, machines);
      await Promise.all([...metadata.values()].map((service) => service.close()));
    },
  };
}

function controls(machines: ReadonlyMap<string, Machine>, watchers: Set<() => void>) {
  const the = (instanceId: string): Machine => {
    const machine = machines.get(instanceId);
    if (machine) return machine;
    throw new Error(`No instance ${instanceId} here. There are: ${[...machines.keys()].join(", ")}`);
  };
  const state = (instanceId: string): InstanceState => present(the(instanceId).history).state;
  return {
    state,
    history: (instanceId: string) => the(instanceId).history,
    reached: (instanceId: string, wanted: InstanceState) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = (): void => {
        if (state(instanceId) === wanted && watchers.delete(look)) resolve();
      };
      watchers.add(look);
      look();
      return promise;
    },
    freeze: (instanceId: string) => the(instanceId).freeze(),
    thaw: (instanceId: string) => the(instanceId).thaw(),
    kill: (instanceId: string) => the(instanceId).kill(),
    cutPower: (instanceId: string, reason?: StateReason) => the(instanceId).cutPower(reason),
  };
}

function checkIds(instances: readonly LocalInstance[]): void {
  const seen = new Set<string>();
  for (const { instanceId } of instances) {
    if (!INSTANCE_ID_PATTERN.test(instanceId))
      throw new Error(`"${instanceId}" is no instance id: it must be i- and 8 or 17 lower-case hex digits.`);
    if (seen.size === seen.add(instanceId).size) throw new Error(`Two instances have the id ${instanceId}.`);
  }
}

/** By instance id. */
async function metadataServices(
  instances: readonly LocalInstance[],
  now: () => number,
): Promise<ReadonlyMap<string, MetadataService>> {
  const services = instances.map(async ({ instanceId, role }) =>
    role === undefined ? [] : [[instanceId, await startMetadataService({ instanceId, role, now })] as const],
  );
  return new Map((await Promise.all(services)).flat());
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The local EC2 has no port.");
  return `http://127.0.0.1:${address.port}`;
}

async function close(server: Server, machines: ReadonlyMap<string, Machine>): Promise<void> {
  const closed = server.listening ? once(server, "close") : Promise.resolve();
  server.close();
  server.closeAllConnections();
  await Promise.all([closed, ...[...machines.values()].map((machine) => machine.close(CLOSE_GRACE_MS))]);
}
