import { DescribeInstanceAttributeCommand, type Instance } from "@aws-sdk/client-ec2";
import { STACK_TAG } from "@flash/aws/permissions";
import type { Account } from "../account/open-account.ts";
import type { ChosenStage } from "../config/load-config.ts";
import { described, existingMachines, isThere, platformMachines } from "../deployment/machines.ts";
import { fault, type Finding, note, well } from "./finding.ts";

/** What matters of one machine. */
export interface MachineFacts {
  readonly id: string;
  /** null: EC2 does not know it. */
  readonly found: {
    readonly state: string;
    readonly stack: string | null;
    readonly isSpot: boolean;
    readonly hasProfile: boolean;
    readonly shutdownBehavior: string;
  } | null;
}

/** The machines of the configuration and those that carry the platform's tag. */
export async function lookAtMachines(account: Account, stage: ChosenStage): Promise<readonly MachineFacts[]> {
  const { ec2, stack } = account;
  const configured = existingMachines(stage).map(({ id }) => id);
  // EC2 goes on to describe a machine for an hour after a deployment, or somebody, has put another in its place.
  const ours = (await platformMachines(ec2, stack)).filter(isThere);
  const named = configured.length === 0 ? [] : await described(ec2, { Name: "instance-id", Values: [...configured] });
  const found = new Map([...ours, ...named].map((instance) => [instance.InstanceId ?? "", instance]));
  const ids = [...new Set<string>([...configured, ...found.keys()])];
  return Promise.all(ids.map((id) => factsOf(account, id, found.get(id))));
}

async function factsOf({ ec2 }: Account, id: string, instance: Instance | undefined): Promise<MachineFacts> {
  if (instance === undefined || !isThere(instance)) return { id, found: null };
  const attribute = { InstanceId: id, Attribute: "instanceInitiatedShutdownBehavior" } as const;
  const { InstanceInitiatedShutdownBehavior } = await ec2.send(new DescribeInstanceAttributeCommand(attribute));
  return {
    id,
    found: {
      state: instance.State?.Name ?? "in no state",
      stack: instance.Tags?.find(({ Key }) => Key === STACK_TAG)?.Value ?? null,
      isSpot: instance.InstanceLifecycle === "spot",
      hasProfile: instance.IamInstanceProfile !== undefined,
      shutdownBehavior: InstanceInitiatedShutdownBehavior?.Value ?? "stop",
    },
  };
}

/** @param region - where the machine is: the operator's own default may be another one. */
export function judgeMachine(
  { id, found }: MachineFacts,
  { stack, region }: Pick<Account, "stack" | "region">,
): readonly Finding[] {
  if (found === null) return [fault(`there is no instance ${id}`, "correct machines in flash.config.ts")];
  const findings: Finding[] = [];
  if (found.shutdownBehavior !== "stop")
    findings.push(
      fault(
        `${id} is deleted by its own shutdown, which is the agent's last defence`,
        `aws ec2 modify-instance-attribute --region ${region} --instance-id ${id} --instance-initiated-shutdown-behavior stop`,
      ),
    );
  if (found.stack === null)
    findings.push(note(`${id} has no tag ${STACK_TAG} yet, so no function may switch it`, "npm run deploy tags it"));
  else if (found.stack !== stack)
    findings.push(
      fault(`${id} belongs to ${found.stack}`, "take it out of flash.config.ts, or destroy the other stage"),
    );
  if (found.isSpot)
    findings.push(
      note(
        `${id} is a Spot instance: once EC2 has interrupted it, only EC2 starts it again`,
        "use an on-demand instance",
      ),
    );
  if (!found.hasProfile)
    findings.push(
      fault(
        `${id} has no instance profile, so it cannot read its training config`,
        `attach the one that npm run deploy names for it: aws ec2 associate-iam-instance-profile --region ${region} --instance-id ${id} --iam-instance-profile Name=PROFILE`,
      ),
    );
  return findings.length > 0 ? findings : [well(`${id} is ${found.state}, tagged, and stops when it shuts down`)];
}
