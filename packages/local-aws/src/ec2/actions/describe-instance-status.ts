import { passes } from "../filters.ts";
import { present } from "../instance-state.ts";
import type { InstanceState } from "../instance-state.ts";
import type { Machine } from "../machine.ts";
import { pageOf } from "../paging.ts";
import { xmlList } from "../xml/xml.ts";
import type { XmlNode } from "../xml/xml.ts";
import { seenHistory, stateNode, zoneOf } from "./action.ts";
import type { Action, Cloud } from "./action.ts";

/**
 * Only running instances, unless `IncludeAllInstances` is set.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html
 */
export const describeInstanceStatus: Action = {
  resourceLevel: false,
  run: (request, named, cloud) => {
    const asked = named.length > 0 ? named : [...cloud.machines.values()];
    const all = request.flag("IncludeAllInstances");
    const { filters } = request;
    const found = asked.flatMap((machine) => {
      const { state } = present(seenHistory(machine, cloud));
      const subject = { instance: machine.instance, state, availabilityZone: zoneOf(machine, cloud.region) };
      return (all || state === "running") && passes(subject, filters) ? [{ machine, state }] : [];
    });
    const { members, nextToken } = pageOf(request, found);
    return [
      xmlList("instanceStatusSet", members, ({ machine, state }) => statusNodes(machine, state, cloud)),
      ["nextToken", nextToken],
    ];
  },
};

function statusNodes(machine: Machine, state: InstanceState, cloud: Cloud): readonly XmlNode[] {
  return [
    ["instanceId", machine.instance.instanceId],
    ["availabilityZone", zoneOf(machine, cloud.region)],
    stateNode("instanceState", state),
    check("systemStatus", state, false),
    check("instanceStatus", state, machine.frozen),
  ];
}

/** A frozen machine does not answer EC2's reachability check either; its host does. */
function check(name: string, state: InstanceState, unreachable: boolean): XmlNode {
  if (state === "pending") return summary(name, "initializing", "initializing");
  if (state !== "running") return [name, [["status", "not-applicable"]]];
  return unreachable ? summary(name, "impaired", "failed") : summary(name, "ok", "passed");
}

function summary(name: string, status: string, reachability: string): XmlNode {
  const details = xmlList("details", [reachability], (result) => [
    ["name", "reachability"],
    ["status", result],
  ]);
  return [name, [["status", status], details]];
}
