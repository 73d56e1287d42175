import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { bytesS3Client, s3ObjectStore } from "@flash/aws";
import { ec2Client } from "@flash/aws/ec2";
import { Documents } from "@flash/control-plane";
import { type LocalEc2, type LocalInstance, startEc2, startS3 } from "@flash/local-aws";
import type { Account } from "../src/account/open-account.ts";

const DEPLOYER = { name: "deployer", accessKeyId: "deployer", secretAccessKey: "deployers-secret" };
const REGION = "eu-central-1";
const BUCKET = "flash-dev-000000000000-eu-central-1";

export const machine = (instanceId: string, tags: Record<string, string> = {}): LocalInstance => ({
  instanceId,
  instanceType: "t3.large",
  tags,
  boot: { command: process.execPath, args: ["-e", "setInterval(() => {}, 1000)"], env: {} },
});

/** An account on this machine: its S3 and EC2 answer as AWS's do. */
export async function localAccount(
  instances: readonly LocalInstance[] = [],
): Promise<{ readonly account: Account; readonly localEc2: LocalEc2; readonly close: () => Promise<void> }> {
  const dataFolder = await mkdtemp(join(tmpdir(), "flash-account-"));
  const at = { region: REGION, identities: [DEPLOYER] };
  const localS3 = await startS3({ ...at, dataFolder: join(dataFolder, "s3") });
  const timing = { pendingMs: 50, stoppingMs: 50, graceMs: 500 };
  const localEc2 = await startEc2({ ...at, dataFolder: join(dataFolder, "ec2"), instances, timing });
  const s3 = bytesS3Client({ region: REGION, endpoint: localS3.url, credentials: DEPLOYER });
  const ec2 = ec2Client({ region: REGION, endpoint: localEc2.url, credentials: DEPLOYER });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const account: Account = {
    id: "000000000000",
    region: REGION,
    credentials: DEPLOYER,
    stack: "flash-dev",
    bucket: BUCKET,
    s3,
    ec2,
    documents: new Documents(s3ObjectStore(s3, BUCKET), randomUUID),
  };
  const close = async (): Promise<void> => {
    await localEc2.close();
    await localS3.close();
    await rm(dataFolder, { recursive: true, force: true });
  };
  return { account, localEc2, close };
}

export const keepVersions = async ({ s3, bucket }: Account): Promise<void> => {
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
};
