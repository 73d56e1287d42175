/** How an instance signs: with the credentials of its role, which its metadata service hands out and which end. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { documentsS3Client, s3ObjectStore } from "@flash/aws";
import { ec2Client, ec2Machines } from "@flash/aws/ec2";
import { toBody } from "@flash/control-plane";
import { startEc2, startS3 } from "@flash/local-aws";
import {
  checkpointPrefix,
  claimKey,
  datasetSourceKey,
  JobId,
  modelPrefix,
  progressKey,
  resultKey,
} from "@flash/schemas";
import { afterAll, expect, test, vi } from "vitest";
import { builtTrainingServer } from "../src/index.ts";
import { COMPILE_CACHE, NODE_COMMAND } from "./node-command.ts";
import { CONFIG_KEY, CSV, DATASET, INSTANCE, JOB, SCRIPTED_TRAINER, trainingConfig } from "./scene.ts";

const BUCKET = "flash-test";
const REGION = "us-east-1";
const root = { name: "root", accessKeyId: "root", secretAccessKey: "root-secret" };
const role = { name: "trainer", secretAccessKey: "role-secret", sessionToken: "token+/=" };
// An SDK asks for others when less than five minutes are left.
const first = { ...role, accessKeyId: "ASIAFIRST", expiresAt: Date.now() + 60_000 };
const second = { ...role, accessKeyId: "ASIASECOND", expiresAt: Date.now() + 6 * 60 * 60_000 };
let given = first;

const folder = mkdtempSync(join(tmpdir(), "flash-role-"));
const s3 = await startS3({ dataFolder: join(folder, "s3"), identities: [root, first, second] });
const trainer = [...NODE_COMMAND, SCRIPTED_TRAINER, "good"];
const env = {
  ...COMPILE_CACHE,
  AWS_REGION: REGION,
  AWS_ENDPOINT_URL_S3: s3.url,
  FLASH_BUCKET: BUCKET,
  FLASH_POLL_MS: "50",
  FLASH_WORK_DIR: join(folder, "work"),
  FLASH_TRAINERS: JSON.stringify({ "text-classification": trainer }),
};
const boot = { command: process.execPath, args: [await builtTrainingServer()], env };
const machine = { instanceId: INSTANCE, instanceType: "c7i.large", tags: {}, role: () => given, boot };
const ec2 = await startEc2({ dataFolder: folder, identities: [root], instances: [machine], timing: { pendingMs: 0 } });
afterAll(async () => {
  await ec2.close();
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});

const client = documentsS3Client({ endpoint: s3.url, region: REGION, credentials: root });
const bucket = s3ObjectStore(client, BUCKET);

async function train(job: JobId): Promise<string | undefined> {
  const keys = {
    claim: claimKey(job, 1),
    progress: progressKey(job, 1),
    result: resultKey(job, 1),
    model_prefix: modelPrefix(job, 1),
    checkpoint_prefix: checkpointPrefix(job, 1),
  };
  await bucket.put(CONFIG_KEY, toBody(trainingConfig({ token: job, keys })));
  await vi.waitFor(async () => expect((await bucket.get(CONFIG_KEY)).found).toBeNull(), { timeout: 30_000 });
  return (await bucket.get(resultKey(job, 1))).found?.body;
}

test("a machine has no keys in its environment: it trains with its role's, and with the next ones when these have ended", async () => {
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await bucket.put(datasetSourceKey(DATASET), CSV);
  await ec2Machines(ec2Client({ endpoint: ec2.url, region: REGION, credentials: root })).start(INSTANCE);
  expect(await train(JOB)).toContain('"outcome": "succeeded"');
  given = second;
  first.expiresAt = Date.now();
  expect(await train(JobId.parse("job_00000000000000000000000002"))).toContain('"outcome": "succeeded"');
});
