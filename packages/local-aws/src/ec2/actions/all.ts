import type { Action } from "./action.ts";
import { rebootInstances, startInstances, stopInstances } from "./change-state.ts";
import { describeInstanceAttribute } from "./describe-instance-attribute.ts";
import { describeInstanceStatus } from "./describe-instance-status.ts";
import { describeInstances } from "./describe-instances.ts";

/** Every action that the local EC2 knows, by its name on the wire. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ["StartInstances", startInstances],
  ["StopInstances", stopInstances],
  ["RebootInstances", rebootInstances],
  ["DescribeInstances", describeInstances],
  ["DescribeInstanceStatus", describeInstanceStatus],
  ["DescribeInstanceAttribute", describeInstanceAttribute],
]);
