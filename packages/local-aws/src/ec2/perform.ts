import type { Identity } from "../identity.ts";
import type { Action, Cloud } from "./actions/action.ts";
import { ACTIONS } from "./actions/all.ts";
import { authorize } from "./authorize.ts";
import { Ec2Error, FAULT_MESSAGE } from "./ec2-error.ts";
import type { FaultCode } from "./faults.ts";
import { INSTANCE_ID_PATTERN } from "./local-instance.ts";
import type { Machine } from "./machine.ts";
import type { QueryRequest } from "./query-request.ts";
import type { XmlNode } from "./xml/xml.ts";

/** Carries out one authenticated call, with the checks in EC2's order. @throws Ec2Error */
export function perform(request: QueryRequest, caller: Identity, cloud: Cloud): readonly XmlNode[] {
  const { action: name, instanceIds } = request;
  strike(cloud.faults.takeRefusal("outage", name, instanceIds));
  const action = actionOf(name);
  const named = instanceIds.map((id) => machineOf(id, cloud));
  const instances = action.resourceLevel ? named.map((machine) => machine.instance) : [];
  authorize(caller, { action: name, instances, region: cloud.region });
  if (request.dryRun) throw new Ec2Error("DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
  strike(cloud.faults.takeRefusal("refusal", name, instanceIds));
  return action.run(request, named, cloud);
}

function strike(fault: FaultCode | undefined): void {
  if (fault !== undefined) throw new Ec2Error(fault, FAULT_MESSAGE[fault]);
}

function actionOf(name: string): Action {
  const action = ACTIONS.get(name);
  if (action) return action;
  const known = [...ACTIONS.keys()].join(", ");
  throw new Ec2Error("InvalidAction", `The action ${name} is not one that the local EC2 knows: ${known}`);
}

function machineOf(instanceId: string, { machines }: Cloud): Machine {
  if (!INSTANCE_ID_PATTERN.test(instanceId))
    throw new Ec2Error("InvalidInstanceID.Malformed", `Invalid id: "${instanceId}"`);
  const machine = machines.get(instanceId);
  if (machine) return machine;
  throw new Ec2Error("InvalidInstanceID.NotFound", `The instance ID '${instanceId}' does not exist`);
}
