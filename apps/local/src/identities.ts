import { BUCKET } from "./local-setup.ts";
import type { Identity } from "@flash/local-aws";

const WHOLE_BUCKET = [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`];
const S3_DATA = [
  "s3:GetObject",
  "s3:PutObject",
  "s3:DeleteObject",
  "s3:ListBucket",
  "s3:AbortMultipartUpload",
] as const;

/** Whoever signs requests on the local platform, each with no more than its part needs. */
export interface Identities {
  /** Sets the bucket up; no function has it. */
  readonly owner: Identity;
  readonly api: Identity;
  /** `start`, `stop` and `sweep`: the only ones that may switch machines. */
  readonly triggers: Identity;
  readonly trainingServer: Identity;
}

/** @param newSecret - a new secret access key with each call: they live as long as the platform runs. */
export function createIdentities(newSecret: () => string): Identities {
  const identity = (name: string, number: number, allow?: Identity["allow"]): Identity => ({
    name,
    accessKeyId: `LOCALFLASH0000000${String(number).padStart(3, "0")}`,
    secretAccessKey: newSecret(),
    ...(allow === undefined ? {} : { allow }),
  });
  const data = { actions: S3_DATA, resources: WHOLE_BUCKET };
  return {
    owner: identity("owner", 1),
    api: identity("api", 2, [data]),
    triggers: identity("triggers", 3, [
      data,
      { actions: ["ec2:StartInstances", "ec2:StopInstances"], resources: ["arn:aws:ec2:*:*:instance/*"] },
      { actions: ["ec2:DescribeInstances", "ec2:DescribeInstanceStatus"], resources: ["*"] },
    ]),
    trainingServer: identity("training-server", 4, [data]),
  };
}
