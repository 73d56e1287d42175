import { StartInstancesCommand, StopInstancesCommand, paginateDescribeInstances } from "@aws-sdk/client-ec2";
import type { EC2Client, Filter, Instance } from "@aws-sdk/client-ec2";
import type { Machine, Machines, MachineState, SwitchAnswer } from "@flash/control-plane";
import { InstanceId, ServerName, epochMs } from "@flash/schemas";
import { ec2Refusal } from "./ec2-refusals.ts";
import { STACK_TAG } from "./permissions/statement.ts";

/** The tag that makes an instance one of Flash's; its value is the server's name. */
export const SERVER_TAG = "flash:server";

/** EC2's limits. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
const PAGE_SIZE = 1000;
const MAX_FILTER_VALUES = 200;

/**
 * {@link Machines} on EC2. Throws the SDK's error for outages, throttling that outlasts its retries among them.
 *
 * @param stack - the platform whose machines alone are ours; without it all that carry {@link SERVER_TAG} are, as in an
 * account that has one platform.
 */
export function ec2Machines(client: EC2Client, { stack }: { readonly stack?: string | undefined } = {}): Machines {
  async function matching(...filters: Filter[]): Promise<readonly Machine[]> {
    const machines: Machine[] = [];
    for await (const { Reservations = [] } of paginateDescribeInstances(
      { client, pageSize: PAGE_SIZE },
      { Filters: filters },
    )) {
      machines.push(...Reservations.flatMap(({ Instances = [] }) => Instances).map(machineOf));
    }
    return machines;
  }

  async function describe(instances: readonly InstanceId[]): Promise<readonly Machine[]> {
    const found = new Map<InstanceId, Machine>();
    const ids = [...new Set(instances)];
    for (let from = 0; from < ids.length; from += MAX_FILTER_VALUES) {
      // By filter and not by `InstanceIds`, which fails as a whole when one of them is unknown.
      const some = ids.slice(from, from + MAX_FILTER_VALUES);
      for (const machine of await matching({ Name: "instance-id", Values: some })) found.set(machine.instance, machine);
    }
    return instances.map((instance) => found.get(instance) ?? gone(instance));
  }

  return {
    start: (instance) => answered(() => client.send(new StartInstancesCommand({ InstanceIds: [instance] }))),
    stop: (instance) => answered(() => client.send(new StopInstancesCommand({ InstanceIds: [instance] }))),
    describe,
    tagged: () =>
      matching(
        { Name: "tag-key", Values: [SERVER_TAG] },
        // Another platform's machines would look like strays.
        ...(stack === undefined ? [] : [{ Name: `tag:${STACK_TAG}`, Values: [stack] }]),
      ),
  };
}

async function answered(call: () => Promise<unknown>): Promise<SwitchAnswer> {
  try {
    await call();
    return { ok: true };
  } catch (error) {
    const refusal = ec2Refusal(error);
    if (refusal === null) throw error;
    return refusal;
  }
}

const gone = (instance: InstanceId): Machine => ({
  instance,
  state: "terminated",
  stateReason: null,
  launchedAt: null,
  server: null,
});

const STATES: Readonly<Record<MachineState, true>> = {
  pending: true,
  running: true,
  stopping: true,
  stopped: true,
  "shutting-down": true,
  terminated: true,
};
const isState = (name: string): name is MachineState => Object.hasOwn(STATES, name);

function machineOf({ InstanceId: id, State, StateReason, LaunchTime, Tags = [] }: Instance): Machine {
  const state = State?.Name ?? "";
  if (!isState(state)) throw new Error(`EC2 describes ${id} in a state that it does not document: "${state}"`);
  // A tag that is no server's name cannot stand for a configured server, so it counts as none.
  const server = ServerName.safeParse(Tags.find(({ Key }) => Key === SERVER_TAG)?.Value);
  const reason = StateReason?.Code ?? "";
  return {
    instance: InstanceId.parse(id),
    state,
    stateReason: reason === "" ? null : reason,
    launchedAt: LaunchTime === undefined ? null : epochMs(LaunchTime.getTime()),
    server: server.success ? server.data : null,
  };
}
