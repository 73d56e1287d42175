import { isAllowed } from "../identity.ts";
import type { Identity } from "../identity.ts";
import { Ec2Error } from "./ec2-error.ts";
import { instanceArn } from "./local-instance.ts";
import type { LocalInstance } from "./local-instance.ts";

/** What somebody wants to do, to which instances; without instances IAM knows only the resource `*`. */
export interface Attempt {
  readonly action: string;
  readonly instances: readonly LocalInstance[];
  readonly region: string;
}

/** @throws Ec2Error `UnauthorizedOperation` unless `identity` may do it to all of the instances. */
export function authorize(identity: Identity, { action, instances, region }: Attempt): void {
  const wanted =
    instances.length === 0
      ? [{ resource: "*", context: { "ec2:Region": region } }]
      : instances.map((instance) => ({
          resource: instanceArn(region, instance.instanceId),
          context: contextOf(instance, region),
        }));
  for (const access of wanted)
    if (!isAllowed(identity, { action: `ec2:${action}`, ...access }))
      throw new Ec2Error(
        "UnauthorizedOperation",
        `You are not authorized to perform this operation. ${identity.name} is not allowed ec2:${action} on ${access.resource}`,
      );
}

function contextOf(instance: LocalInstance, region: string): Record<string, string> {
  const tags = Object.entries(instance.tags).flatMap(([key, value]) => [
    [`aws:ResourceTag/${key}`, value],
    [`ec2:ResourceTag/${key}`, value],
  ]);
  return { ...Object.fromEntries(tags), "ec2:InstanceType": instance.instanceType, "ec2:Region": region };
}
