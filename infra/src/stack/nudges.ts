import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction as LambdaTarget } from "aws-cdk-lib/aws-events-targets";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

const SWEEP_EVERY = Duration.minutes(1);

export interface Nudged {
  readonly sweep: LambdaFunction;
  readonly instanceIds: readonly string[];
  readonly deadLetters: Queue;
  readonly bucket: Bucket;
}

/** What wakes the sweep besides nobody: the clock, and our machines when they change. */
export function nudges(scope: Construct, { sweep, instanceIds, deadLetters, bucket }: Nudged): void {
  // A tick that EventBridge could not deliver is not worth keeping: the next one is a minute away.
  const clock = new LambdaTarget(sweep, { retryAttempts: 0 });
  const everyMinute = new Rule(scope, "every-minute", { schedule: Schedule.rate(SWEEP_EVERY), targets: [clock] });
  const machineChanged = inParts(instanceIds).map(
    (ids, part) =>
      new Rule(scope, part === 0 ? "machine-changed" : `machine-changed-${part}`, {
        eventPattern: {
          source: ["aws.ec2"],
          detailType: ["EC2 Instance State-change Notification"],
          // The events of all instances of the account come by; they carry nothing but id and state.
          detail: { "instance-id": [...ids], state: ["running", "stopped", "terminated"] },
        },
        targets: [new LambdaTarget(sweep, { deadLetterQueue: deadLetters, maxEventAge: Duration.minutes(5) })],
      }),
  );
  // The bucket waits for CloudFront, which takes minutes: each sweep before it is there would fail, and leave a dead letter.
  for (const rule of [everyMinute, ...machineChanged]) rule.node.addDependency(bucket);
}

/**
 * An event pattern has 2,048 characters, of which an id takes 22.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const IDS_OF_RULE = 80;

const inParts = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / IDS_OF_RULE) }, (_, part) =>
    ids.slice(part * IDS_OF_RULE, (part + 1) * IDS_OF_RULE),
  );
