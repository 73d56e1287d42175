import { randomUUID } from "node:crypto";
import type { InstanceState } from "./instance-state.ts";
import { instanceArn, LOCAL_ACCOUNT_ID } from "./local-instance.ts";

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html */
export interface InstanceStateChangeEvent {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": "EC2 Instance State-change Notification";
  readonly source: "aws.ec2";
  readonly account: string;
  /** ISO 8601 in whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly [arn: string];
  readonly detail: { readonly "instance-id": string; readonly state: InstanceState };
}

export function stateChangeEvent(
  region: string,
  instanceId: string,
  change: { readonly state: InstanceState; readonly at: number },
): InstanceStateChangeEvent {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "EC2 Instance State-change Notification",
    source: "aws.ec2",
    account: LOCAL_ACCOUNT_ID,
    time: `${new Date(change.at).toISOString().slice(0, 19)}Z`,
    region,
    resources: [instanceArn(region, instanceId)],
    detail: { "instance-id": instanceId, state: change.state },
  };
}
