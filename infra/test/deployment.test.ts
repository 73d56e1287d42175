import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { StartInstancesCommand } from "@aws-sdk/client-ec2";
import { CreateBucketCommand, DeleteBucketCommand } from "@aws-sdk/client-s3";
import { readBytes } from "@flash/aws";
import { createControlPlane, Fleet } from "@flash/control-plane";
import { AGENT_ARCHIVE_KEY, claimKey, DEFAULT_SERVER, statusKey, ServerName, StoredStatus } from "@flash/schemas";
import { afterEach, expect, test } from "vitest";
import { hasOwnBucket, requireDeployed } from "../src/account/own-bucket.ts";
import { stageOf } from "../src/config/load-config.ts";
import { appCommand, type CdkApp } from "../src/deployment/cdk.ts";
import { deployStack } from "../src/deployment/deploy-stack.ts";
import { deleteBucket, emptyPageBucket } from "../src/deployment/delete-bucket.ts";
import { writeFirstStatuses } from "../src/deployment/first-status.ts";
import { refuseWhileAnythingRuns } from "../src/deployment/nothing-under-way.ts";
import { tagExistingMachines } from "../src/deployment/machines.ts";
import { prepareCdk } from "../src/deployment/prepare-cdk.ts";
import { uploadAgent } from "../src/deployment/upload-agent.ts";
import { bucketExists, isBootstrapped } from "../src/doctor/bootstrap.ts";
import { lookAtMachines } from "../src/doctor/machines.ts";
import { lookAtPlatform } from "../src/doctor/platform.ts";
import { keepVersions, localAccount, machine } from "./local-account.ts";
import { NEW_JOB } from "./new-job.ts";
import { CREATED, EXISTING } from "./synthesised.ts";

const BOX = "i-0123456789abcdef0";
const STAGE = stageOf({ stages: { dev: EXISTING } }, "dev");
const SERVERS = [{ name: "default" }, { name: "gpu" }];

const ENDS_AT_ONCE = { command: process.execPath, args: ["-e", ""], env: {} };

const toClose: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0)) await close();
});

async function account(...instances: Parameters<typeof machine>[]) {
  const scene = await localAccount(instances.map(([id, tags]) => machine(id, tags)));
  toClose.push(scene.close);
  return scene;
}

test("the servers of a new bucket sleep; in a used one nothing is made up", async () => {
  const { documents } = (await account()).account;
  expect(await writeFirstStatuses(documents, SERVERS)).toBe(true);
  const { found } = await documents.store.get(statusKey(ServerName.parse("gpu")));
  expect(JSON.parse(found?.body ?? "")).toMatchObject({ status: "sleeping", dev_mode: false });
  await documents.store.remove("status.json");
  expect(await writeFirstStatuses(documents, SERVERS)).toBe(false);
  expect((await documents.store.get("status.json")).found).toBeNull();
});

test("keys and agent of an unfinished first deployment do not make a bucket a used one", async () => {
  const { documents } = (await account()).account;
  await documents.store.put("keys/aa.json", "{}");
  await documents.store.put(AGENT_ARCHIVE_KEY, "");
  expect(await writeFirstStatuses(documents, SERVERS)).toBe(true);
});

test("machines fetch the archive that was built", async () => {
  const { account: where } = await account();
  const folder = mkdtempSync(join(tmpdir(), "flash-agent-test-"));
  writeFileSync(join(folder, "agent.tar.gz"), "an archive");
  await uploadAgent(where, join(folder, "agent.tar.gz"));
  const reading = await readBytes(where.s3, where.bucket, AGENT_ARCHIVE_KEY);
  const chunks: Uint8Array[] = [];
  if (reading.kind === "found") for await (const chunk of reading.bytes) chunks.push(chunk);
  expect(String(Buffer.concat(chunks))).toBe("an archive");
  rmSync(folder, { recursive: true });
});

test("an agent that is not built is told in a sentence", async () => {
  const { account: where } = await account();
  await expect(uploadAgent(where, "/nowhere")).rejects.toThrow(
    "there is no agent in /nowhere: run npm run build first",
  );
});

test("a machine of another platform is not taken over, and one that is not there is named", async () => {
  const theirs = await account([BOX, { "flash:stack": "flash-prod" }]);
  await expect(tagExistingMachines(theirs.account.ec2, STAGE, "flash-dev")).rejects.toThrow(/belongs to flash-prod/u);
  const none = await account();
  await expect(tagExistingMachines(none.account.ec2, STAGE, "flash-dev")).rejects.toThrow(
    /there is no instance i-0123/u,
  );
});

test("a machine that carries its tags already is left alone", async () => {
  const { account: where, localEc2 } = await account([BOX, { "flash:stack": "flash-dev", "flash:server": "default" }]);
  await tagExistingMachines(where.ec2, STAGE, "flash-dev");
  expect(localEc2.calls.map(({ action }) => action)).toEqual(["DescribeInstances"]);
});

test("nothing is taken away while a job is not over, or a machine is on", async () => {
  const { account: where, localEc2 } = await account([BOX, { "flash:stack": "flash-dev" }]);
  const { documents, ec2 } = where;
  const refuse = () => refuseWhileAnythingRuns(where, true);
  await refuse();
  await documents.store.put("open/job_00000000000000000000000000", "{}");
  await expect(refuse()).rejects.toThrow(/not over yet: job_0{26}/u);
  await documents.store.remove("open/job_00000000000000000000000000");
  await ec2.send(new StartInstancesCommand({ InstanceIds: [BOX] }));
  await localEc2.reached(BOX, "running");
  await expect(refuse()).rejects.toThrow(`still on: ${BOX}`);
});

test("a machine that is gone for good is neither looked for nor taken for one that is there, though EC2 still describes it", async () => {
  const scene = await localAccount([
    { ...machine(BOX, { "flash:stack": "flash-dev" }), shutdownBehavior: "terminate", boot: ENDS_AT_ONCE },
  ]);
  toClose.push(scene.close);
  const { account: where, localEc2 } = scene;
  await where.ec2.send(new StartInstancesCommand({ InstanceIds: [BOX] }));
  await localEc2.reached(BOX, "terminated");
  // Another machine has taken its place: nothing is to be mended.
  expect(await lookAtMachines(where, stageOf({ stages: { dev: CREATED } }, "dev"))).toEqual([]);
  // The configuration names it: that is to be corrected.
  expect(await lookAtMachines(where, STAGE)).toEqual([{ id: BOX, found: null }]);
  await expect(tagExistingMachines(where.ec2, STAGE, "flash-dev")).rejects.toThrow(/there is no instance i-0123/u);
});

test("a bucket of that name which is somebody else's is not touched; without any the stage is not deployed", async () => {
  const { account: where } = await account();
  expect(await hasOwnBucket(where, where.bucket)).toBe(true);
  await expect(hasOwnBucket({ ...where, id: "123456789012" }, where.bucket)).rejects.toThrow(
    "the bucket flash-dev-000000000000-eu-central-1 is not account 123456789012's",
  );
  await deleteBucket(where);
  expect(await hasOwnBucket(where, where.bucket)).toBe(false);
  await expect(requireDeployed(where)).rejects.toThrow(
    /^flash-dev is not deployed: there is no bucket .* npm run deploy/u,
  );
  await refuseWhileAnythingRuns(where, false);
});

test("a bucket that outlived its stack is taken back as it is, and then made what it shall be; every other deployment is one step", async () => {
  const steps = async (takesBack: boolean): Promise<string[]> => {
    const done: string[] = [];
    const run = async (app: CdkApp, ...args: string[]) => void done.push([appCommand(app), ...args].join(" "));
    const app = { stage: "dev", configFile: "flash.config.ts", region: "eu-central-1" };
    await deployStack({ app, takesBack, outputsFile: "outputs.json" }, run);
    return done;
  };
  const whole = expect.stringMatching(
    /--prepared --config "flash\.config\.ts" --stage dev deploy --require-approval never --outputs-file outputs\.json$/u,
  ) as string;
  expect(await steps(false)).toEqual([whole]);
  expect(await steps(true)).toEqual([
    expect.stringMatching(/--prepared --takes-back --config .* --stage dev deploy .* --import-existing-resources$/u),
    whole,
  ]);
});

test("a bucket is deleted with all that it ever held", async () => {
  const { account: where } = await account();
  const { store } = where.documents;
  await keepVersions(where);
  for (const body of ["one", "two"]) await store.put("status.json", body);
  await store.put("open/x", "");
  await store.remove("open/x");
  await deleteBucket(where);
  expect(await bucketExists(where, where.bucket)).toBe(false);
});

test("the bucket of a page that goes is emptied, so that CloudFormation can delete it; without one there is nothing to do", async () => {
  const { account: where } = await account();
  await emptyPageBucket(where, "flash-dev-page-000000000000-eu-central-1");
  await keepVersions(where);
  for (const body of ["older", "newer"]) await where.documents.store.put("index.html", body);
  await emptyPageBucket(where, where.bucket);
  expect((await where.documents.store.list("")).objects).toEqual([]);
  await where.s3.send(new DeleteBucketCommand({ Bucket: where.bucket }));
});

test("the first deployment of an account's region prepares it for CDK, with the profile that was named, and no later one", async () => {
  const { account: where } = await account();
  const calls: (string | undefined)[][] = [];
  const bootstrap = async (...args: (string | undefined)[]): Promise<void> => {
    calls.push(args);
    const Bucket = "cdk-hnb659fds-assets-000000000000-eu-central-1";
    await where.s3.send(new CreateBucketCommand({ Bucket }));
  };
  expect(await prepareCdk(where, "ops", bootstrap)).toBe(true);
  expect(await prepareCdk(where, "ops", bootstrap)).toBe(false);
  expect(calls).toEqual([["aws://000000000000/eu-central-1", "eu-central-1", "ops"]]);
});

test("the doctor sees what is deployed and what is not", async () => {
  const { account: where } = await account([BOX, { "flash:stack": "flash-dev", "flash:server": "default" }]);
  expect(await isBootstrapped(where)).toBe(false);
  await writeFirstStatuses(where.documents, STAGE.settings.servers);
  const platform = await lookAtPlatform(where, STAGE);
  expect(platform).toEqual([
    { level: "fault", what: "machines find no agent at their next boot", remedy: "npm run deploy puts it there" },
    expect.objectContaining({ level: "note", what: "there is no API key" }),
    { level: "well", what: "this machine's clock agrees with S3's" },
    { level: "well", what: "server default is sleeping" },
  ]);
});

test("the doctor notes a server in dev mode, for whose jobs no machine is started", async () => {
  const { account: where } = await account([BOX, { "flash:stack": "flash-dev", "flash:server": "default" }]);
  const { documents } = where;
  await writeFirstStatuses(documents, STAGE.settings.servers);
  const read = await documents.read(statusKey(DEFAULT_SERVER), StoredStatus);
  if (read.kind !== "found") throw new Error("there is no status");
  await documents.replace(read.doc, { ...read.doc.value, dev_mode: true });
  expect(await lookAtPlatform(where, STAGE)).toContainEqual({
    level: "note",
    what: "server default is in dev mode: no machine is started for its jobs",
    remedy: expect.stringContaining("npm run smoke") as string,
  });
});

test("the doctor tells a server that trains when its agent gave its last sign of life", async () => {
  const { account: where } = await account([BOX, { "flash:stack": "flash-dev", "flash:server": "default" }]);
  const { documents } = where;
  await writeFirstStatuses(documents, STAGE.settings.servers);
  const fleet = Fleet.parse([{ name: "default", instances: { "text-classification": [BOX] } }]);
  const clocks = STAGE.settings.clocks;
  const api = { documents, machines: null, fleet, clocks, actor: "api", log: () => {} } as const;
  const { id, attempt } = await createControlPlane(api).submit(NEW_JOB);
  const heartbeats = async () =>
    (await lookAtPlatform(where, STAGE)).map(({ what }) => what).filter((what) => what.includes(`server default: `));
  expect(await heartbeats()).toEqual([]);
  await documents.store.put(claimKey(id, attempt), JSON.stringify({ instance: BOX, boot_id: "b", nonce: "n" }));
  expect(await heartbeats()).toEqual([
    expect.stringMatching(
      new RegExp(`^server default: the agent gave its last sign of life \\d s ago, training ${id}$`, "u"),
    ),
  ]);
});

test("without credentials a deployment says in one sentence what to do, before it builds, from wherever it is called", () => {
  const command = ["run", "--silent", "deploy", "--", "--config", "../infra/flash.config.ts"];
  const { status, stderr, stdout } = spawnSync("npm", command, {
    cwd: fileURLToPath(new URL("../../docs", import.meta.url)),
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true" },
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^There are no AWS credentials \([^)]*\): sign in with [^\n]* --profile [^\n]*\.\n$/u);
});

test("a machine that was there before is set up by a script that a command prints", () => {
  const script = fileURLToPath(new URL("../src/commands/machine-script.ts", import.meta.url));
  const config = fileURLToPath(new URL("../example.flash.config.ts", import.meta.url));
  const { stdout, status } = spawnSync(
    process.execPath,
    ["--conditions=@flash/source", script, "--config", config, "--stage", "prod", "--server", "original"],
    { encoding: "utf8", env: {} },
  );
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^#!\/bin\/bash\n[^]*FLASH_BUCKET=flash-prod-123456789012-eu-central-1\nFLASH_SERVER=original\n/u,
  );
});
