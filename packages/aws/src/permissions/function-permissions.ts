import type { KeyFamily } from "./keys.ts";
import { bucketStatements, type BucketUse, type Place, STACK_TAG, type Statement } from "./statement.ts";

export const FUNCTION_NAMES = ["api", "api-stream", "start", "stop", "sweep"] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** What observe, decide and act do for one server, whoever calls them. */
const RULE: BucketUse = {
  read: ["status", "trainingConfig", "job", "receipt", "claim", "progress", "result"],
  write: ["status", "brokenStatus", "trainingConfig", "job", "receipt", "claim", "queue"],
  remove: ["trainingConfig", "queue", "open"],
};

const and = (use: BucketUse, more: Partial<BucketUse>): BucketUse => ({
  ...more,
  read: [...use.read, ...(more.read ?? [])],
  write: [...use.write, ...(more.write ?? [])],
  remove: [...use.remove, ...(more.remove ?? [])],
});

/** Job documents of an attempt and of its end: what callers are shown of a job. */
const SHOWN: readonly KeyFamily[] = ["status", "job", "receipt", "progress", "result", "open", "dataset", "source"];

const BUCKET_USE: Readonly<Record<FunctionName, BucketUse>> = {
  // It gives jobs to free servers by the same rule as the triggers, but switches no machine.
  api: and(RULE, {
    read: [
      "open",
      "dataset",
      "source",
      "model",
      "ownersDigests",
      "ownersRequests",
      "ownersUsage",
      "lastSweep",
      "apiKey",
    ],
    write: ["open", "dataset", "source", "ownersJobs", "ownersDatasets", "ownersRequests", "ownersUsage"],
    // By its tag what is noted of a call goes when nobody can mean it any more.
    tag: ["ownersRequests"],
    remove: ["dataset", "source", "validation", "ownersDatasets", "ownersDigests"],
    listParts: ["source"],
    abortUploads: ["source"],
  }),
  // Subscriptions only: a mutation that is sent there is answered with an error.
  "api-stream": {
    read: [...SHOWN, "validation", "ownersUsage", "apiKey"],
    write: ["dataset", "source", "validation", "ownersDatasets", "ownersDigests", "ownersUsage"],
    // What was to become a mended dataset, and did not.
    remove: ["dataset", "source", "validation", "ownersDatasets"],
    abortUploads: ["source"],
  },
  start: RULE,
  stop: RULE,
  // It also completes submissions that were cut off in the middle, and ends uploads that were left behind.
  sweep: and(RULE, {
    read: ["open", "lastSweep"],
    write: ["ownersJobs", "lastSweep"],
    abortUploads: ["source"],
    listUploads: true,
  }),
};

const SWITCHES_MACHINES: readonly FunctionName[] = ["start", "stop", "sweep"];

/** What a function needs beside that to be traced. X-Ray knows no resources for it. */
export const TRACING: Statement = {
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
};

/** All that one function may do, apart from writing its log and its traces. */
export function functionStatements(name: FunctionName, place: Place): readonly Statement[] {
  const bucket = bucketStatements(place, BUCKET_USE[name]);
  return SWITCHES_MACHINES.includes(name) ? [...bucket, ...machineStatements(place)] : bucket;
}

/** Nobody may tag: whoever could, could put any instance of the account inside the fence. */
const machineStatements = ({ instancesArn, stack, volumeKeyArns = [] }: Place): readonly Statement[] => [
  {
    actions: ["ec2:StartInstances", "ec2:StopInstances"],
    resources: [instancesArn],
    conditions: { StringEquals: { [`aws:ResourceTag/${STACK_TAG}`]: stack } },
  },
  // Descriptions know no resources.
  { actions: ["ec2:DescribeInstances"], resources: ["*"] },
  // Whoever starts a machine lets EC2 use the key of its volume; without that, every start ends in Client.InternalError.
  ...(volumeKeyArns.length === 0
    ? []
    : [
        {
          actions: ["kms:CreateGrant"],
          resources: volumeKeyArns,
          conditions: { Bool: { "kms:GrantIsForAWSResource": "true" } },
        },
      ]),
];
