import { CreateTagsCommand, type EC2Client, type Instance, paginateDescribeInstances } from "@aws-sdk/client-ec2";
import { SERVER_TAG } from "@flash/aws/ec2";
import { STACK_TAG } from "@flash/aws/permissions";
import type { InstanceId } from "@flash/schemas";
import { CommandFault, type ChosenStage } from "../config/load-config.ts";

/** The machines of the configuration that were there before, with the server that each belongs to. */
export const existingMachines = ({ settings }: ChosenStage): readonly { id: InstanceId; server: string }[] =>
  settings.servers.flatMap(({ name, machines }) =>
    Object.values(machines).flatMap((machine) =>
      "instanceId" in machine ? [{ id: machine.instanceId, server: name }] : [],
    ),
  );

const GONE = new Set(["shutting-down", "terminated"]);

/** Not one that EC2 still describes though it is gone for good. */
export const isThere = ({ State }: Instance): boolean => !GONE.has(State?.Name ?? "");

/** Every machine that carries the platform's tag. */
export async function platformMachines(ec2: EC2Client, stack: string): Promise<readonly Instance[]> {
  return described(ec2, { Name: `tag:${STACK_TAG}`, Values: [stack] });
}

export async function described(
  ec2: EC2Client,
  filter: { Name: string; Values: string[] },
): Promise<readonly Instance[]> {
  const found: Instance[] = [];
  for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2 }, { Filters: [filter] })) {
    found.push(...Reservations.flatMap(({ Instances = [] }) => Instances));
  }
  return found;
}

const tagOf = ({ Tags = [] }: Instance, key: string): string | undefined => Tags.find(({ Key }) => Key === key)?.Value;

/**
 * Puts the machines that were there before inside the fence: the functions may switch only what carries the platform's tag.
 *
 * @throws CommandFault for one that is not there, or is another platform's.
 */
export async function tagExistingMachines(ec2: EC2Client, stage: ChosenStage, stack: string): Promise<void> {
  const wanted = existingMachines(stage);
  if (wanted.length === 0) return;
  const found = await described(ec2, { Name: "instance-id", Values: wanted.map(({ id }) => id) });
  for (const { id, server } of wanted) {
    const instance = found.find((one) => one.InstanceId === id && isThere(one));
    if (instance === undefined) {
      throw new CommandFault(`there is no instance ${id} in ${stage.settings.region}: correct server "${server}"`);
    }
    const other = tagOf(instance, STACK_TAG);
    if (other !== undefined && other !== stack) {
      throw new CommandFault(`instance ${id} belongs to ${other}: two platforms would switch it off for each other`);
    }
    const Tags = [
      { Key: STACK_TAG, Value: stack },
      { Key: SERVER_TAG, Value: server },
    ];
    if (Tags.some(({ Key, Value }) => tagOf(instance, Key) !== Value)) {
      await ec2.send(new CreateTagsCommand({ Resources: [id], Tags }));
    }
  }
}
