import { Ec2Error } from "../ec2-error.ts";
import type { Ec2Faults } from "../faults.ts";
import { asOf, present, verdictOn } from "../instance-state.ts";
import type { History, InstanceCall, InstanceState } from "../instance-state.ts";
import { STATE_CODE } from "../instance-state.ts";
import type { Machine } from "../machine.ts";
import type { QueryRequest } from "../query-request.ts";
import type { XmlNode } from "../xml/xml.ts";

/** What an action sees of the cloud. */
export interface Cloud {
  readonly machines: ReadonlyMap<string, Machine>;
  readonly faults: Ec2Faults;
  readonly region: string;
  readonly now: () => number;
}

/** One EC2 action. By the time it runs, the caller is known and allowed, and the instances that it names exist. */
export interface Action {
  /** Describe actions know no single resources in IAM: the caller must be allowed `*`. */
  readonly resourceLevel: boolean;
  readonly run: (request: QueryRequest, named: readonly Machine[], cloud: Cloud) => readonly XmlNode[];
}

/** The machines that the call is to change, after all of them have been found fit for it. Nothing is changed before that. */
export function fitFor(call: InstanceCall, named: readonly Machine[], faults: Ec2Faults): readonly Machine[] {
  if (named.length === 0) throw new Ec2Error("MissingParameter", "The request must contain the parameter InstanceId");
  return named.filter((machine) => {
    const verdict = verdictOn(call, present(machine.history).state, faults.stopWhilePending);
    if (verdict.is === "refused")
      throw new Ec2Error("IncorrectInstanceState", `The instance '${machine.instance.instanceId}' ${verdict.message}`);
    return verdict.is === "go";
  });
}

/** The instance's past and present as a Describe call sees it now. */
export function seenHistory(machine: Machine, { faults, now }: Cloud): History {
  return asOf(machine.history, now() - faults.describeLagMs);
}

export function stateNode(name: string, state: InstanceState): XmlNode {
  return [
    name,
    [
      ["code", STATE_CODE[state]],
      ["name", state],
    ],
  ];
}

/** The default zone is the region's first. */
export function zoneOf(machine: Machine, region: string): string {
  return machine.instance.availabilityZone ?? `${region}a`;
}
