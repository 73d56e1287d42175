import { Ec2Error } from "./ec2-error.ts";
import { STATE_CODE } from "./instance-state.ts";
import type { InstanceState } from "./instance-state.ts";
import type { LocalInstance } from "./local-instance.ts";
import type { Filter } from "./query-request.ts";

export interface Filtered {
  readonly instance: LocalInstance;
  readonly state: InstanceState;
  readonly availabilityZone: string;
}

/** Whether the instance passes all filters; each passes on any of its values. */
export function passes(subject: Filtered, filters: readonly Filter[]): boolean {
  return filters.every((filter) => {
    const facts = factsOf(subject, filter.name);
    return filter.values.some((pattern) => facts.some((fact) => wildcard(pattern).test(fact)));
  });
}

function factsOf({ instance, state, availabilityZone }: Filtered, name: string): readonly string[] {
  if (name.startsWith("tag:")) return present(instance.tags[name.slice("tag:".length)]);
  switch (name) {
    case "tag-key":
      return Object.keys(instance.tags);
    case "instance-id":
      return [instance.instanceId];
    case "instance-type":
      return [instance.instanceType];
    case "instance-state-name":
      return [state];
    case "instance-state-code":
      return [String(STATE_CODE[state])];
    case "availability-zone":
      return [availabilityZone];
    case "subnet-id":
      return present(instance.subnetId);
    default:
      throw new Ec2Error("InvalidParameterValue", `The filter '${name}' is invalid`);
  }
}

function present(fact: string | undefined): string[] {
  return fact === undefined ? [] : [fact];
}

function wildcard(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s");
}
