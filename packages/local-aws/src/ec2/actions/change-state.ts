import { present } from "../instance-state.ts";
import type { Machine } from "../machine.ts";
import { xmlList } from "../xml/xml.ts";
import { fitFor, stateNode } from "./action.ts";
import type { Action } from "./action.ts";

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StartInstances.html */
export const startInstances: Action = {
  resourceLevel: true,
  run: (_request, named, { faults }) => {
    const toStart = fitFor("start", named, faults);
    return changes(named, () => toStart.forEach((machine) => machine.start()));
  },
};

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html */
export const stopInstances: Action = {
  resourceLevel: true,
  run: (request, named, { faults }) => {
    const toStop = fitFor("stop", named, faults);
    return changes(named, () => {
      for (const machine of toStop) machine.stop();
      if (request.flag("Force")) for (const machine of named) if (stateOf(machine) === "stopping") machine.force();
    });
  },
};

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RebootInstances.html */
export const rebootInstances: Action = {
  resourceLevel: true,
  run: (_request, named, { faults }) => {
    for (const machine of fitFor("reboot", named, faults)) machine.reboot();
    return [["return", true]];
  },
};

const stateOf = (machine: Machine) => present(machine.history).state;

function changes(machines: readonly Machine[], act: () => void) {
  const before = machines.map((machine) => ({ machine, previous: stateOf(machine) }));
  act();
  return [
    xmlList("instancesSet", before, ({ machine, previous }) => [
      ["instanceId", machine.instance.instanceId],
      stateNode("currentState", stateOf(machine)),
      stateNode("previousState", previous),
    ]),
  ];
}
