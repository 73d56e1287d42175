import { passes } from "../filters.ts";
import { launchTime, present } from "../instance-state.ts";
import { LOCAL_ACCOUNT_ID } from "../local-instance.ts";
import type { Machine } from "../machine.ts";
import { pageOf } from "../paging.ts";
import { xmlList } from "../xml/xml.ts";
import type { XmlNode } from "../xml/xml.ts";
import { seenHistory, stateNode, zoneOf } from "./action.ts";
import type { Action, Cloud } from "./action.ts";

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
export const describeInstances: Action = {
  resourceLevel: false,
  run: (request, named, cloud) => {
    const asked = named.length > 0 ? named : [...cloud.machines.values()];
    const { filters } = request;
    const found = asked.filter((machine) => passes(filteredAs(machine, cloud), filters));
    const { members, nextToken } = pageOf(request, found);
    return [xmlList("reservationSet", members, (machine) => reservation(machine, cloud)), ["nextToken", nextToken]];
  },
};

function filteredAs(machine: Machine, cloud: Cloud) {
  const { state } = present(seenHistory(machine, cloud));
  return { instance: machine.instance, state, availabilityZone: zoneOf(machine, cloud.region) };
}

/** Each instance was launched by itself: one reservation each. */
function reservation(machine: Machine, cloud: Cloud): readonly XmlNode[] {
  return [
    ["reservationId", `r-${machine.instance.instanceId.slice(2)}`],
    ["ownerId", LOCAL_ACCOUNT_ID],
    ["groupSet", []],
    ["instancesSet", [["item", instanceNodes(machine, cloud)]]],
  ];
}

function instanceNodes(machine: Machine, cloud: Cloud): readonly XmlNode[] {
  const { instanceId, instanceType, tags, subnetId } = machine.instance;
  const history = seenHistory(machine, cloud);
  const { state, stateReason, transitionReason } = present(history);
  return [
    ["instanceId", instanceId],
    stateNode("instanceState", state),
    ["reason", transitionReason],
    ["amiLaunchIndex", 0],
    ["instanceType", instanceType],
    ["launchTime", new Date(launchTime(history)).toISOString()],
    [
      "placement",
      [
        ["availabilityZone", zoneOf(machine, cloud.region)],
        ["tenancy", "default"],
      ],
    ],
    ["subnetId", subnetId],
    [
      "stateReason",
      stateReason && [
        ["code", stateReason.code],
        ["message", stateReason.message],
      ],
    ],
    ["rootDeviceType", "ebs"],
    xmlList("tagSet", Object.entries(tags), ([key, value]) => [
      ["key", key],
      ["value", value],
    ]),
  ];
}
