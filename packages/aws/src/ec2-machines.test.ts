import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { EC2ClientConfig } from "@aws-sdk/client-ec2";
import { machinesContract } from "@flash/control-plane/contracts";
import type { MachineFaultSwitches } from "@flash/control-plane/contracts";
import { startEc2 } from "@flash/local-aws";
import type { Ec2Faults, LocalEc2, LocalInstance } from "@flash/local-aws";
import { InstanceId, ServerName } from "@flash/schemas";
import { afterEach, expect, test } from "vitest";
import { ANY_CREDENTIALS, scriptedEndpoint } from "../test/scripted-endpoint.ts";
import { ec2Client } from "./ec2-client.ts";
import { ec2Machines, SERVER_TAG } from "./ec2-machines.ts";

const REGION = "us-east-1";
const SERVER = ServerName.parse("gpu");
const [ONE, OTHER, UNTAGGED, UNKNOWN] = ["i-00000001", "i-00000002", "i-00000003", "i-0000000f"].map((id) =>
  InstanceId.parse(id),
) as [InstanceId, InstanceId, InstanceId, InstanceId];
const IDENTITY = { accessKeyId: "test", secretAccessKey: "secret", name: "test" };
const PATIENCE_MS = 15_000;

const toClose: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close();
});

/** A machine that does nothing until it is told to end. */
const box = (instanceId: string, tags: Record<string, string> = {}): LocalInstance => ({
  instanceId,
  instanceType: "t3.micro",
  tags,
  boot: { command: process.execPath, args: ["-e", "setInterval(() => {}, 1000)"], env: {} },
});

async function localEc2(instances: readonly LocalInstance[]) {
  const dataFolder = mkdtempSync(join(tmpdir(), "flash-aws-ec2-"));
  const timing = { pendingMs: 200, stoppingMs: 300, graceMs: 500 };
  const ec2 = await startEc2({ dataFolder, identities: [IDENTITY], region: REGION, instances, timing });
  const config = { endpoint: ec2.url, region: REGION, credentials: IDENTITY } satisfies EC2ClientConfig;
  const close = async (): Promise<void> => {
    await ec2.close();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  return { ec2, machines: ec2Machines(ec2Client(config)), close };
}

const CODE_OF = {
  capacity: "InsufficientInstanceCapacity",
  quota: "VcpuLimitExceeded",
  not_startable: "IncorrectSpotRequestState",
} as const;

const switchesOf = (faults: Ec2Faults): MachineFaultSwitches => ({
  refuseStarts: (instance, kind) => void faults.refuse({ code: CODE_OF[kind], instanceIds: [instance] }),
  failNextBoot: (instance) => void faults.failBoot({ instanceIds: [instance], times: 1 }),
  clear: () => faults.clear(),
});

machinesContract(
  "EC2 adapter on the local cloud",
  async () => {
    const tags = { [SERVER_TAG]: SERVER };
    const { ec2, machines, close } = await localEc2([box(ONE, tags), box(OTHER, tags), box(UNTAGGED)]);
    return {
      machines,
      instances: [ONE, OTHER],
      server: SERVER,
      untagged: UNTAGGED,
      unknown: UNKNOWN,
      tick: () => sleep(20),
      faults: switchesOf(ec2.faults),
      close,
    };
  },
  PATIENCE_MS,
);

// Real machines, on and off many times: minutes, and cents.
const { FLASH_CONTRACT_INSTANCES: realInstances, FLASH_CONTRACT_SERVER: realServer = "default" } = process.env;
if (realInstances === undefined) {
  console.info("machines contract: not run on real EC2; FLASH_CONTRACT_INSTANCES=i-…,i-… names two tagged instances");
} else {
  const [one, other] = realInstances.split(",").map((id) => InstanceId.parse(id.trim()));
  if (one === undefined || other === undefined) throw new Error("FLASH_CONTRACT_INSTANCES must name two instances");
  machinesContract(
    "EC2 adapter on the EC2 of the environment",
    async () => ({
      machines: ec2Machines(ec2Client()),
      instances: [one, other],
      server: ServerName.parse(realServer),
      untagged: null,
      unknown: InstanceId.parse("i-00000000000000000"),
      tick: () => sleep(3_000),
      faults: null,
    }),
    300_000,
  );
}

test("all tagged instances are found, through every page", async () => {
  const many = Array.from({ length: 1_203 }, (_, index) => `i-${index.toString(16).padStart(8, "0")}`);
  const { ec2, machines, close } = await localEc2(many.map((id) => box(id, { [SERVER_TAG]: SERVER })));
  toClose.push(close);
  const found = await machines.tagged();
  expect(found.map(({ instance }) => instance as string).sort()).toEqual(many);
  expect(ec2.calls).toHaveLength(2);
});

test("more instances than one filter takes are described in several calls", async () => {
  const empty = "<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>";
  const endpoint = await scriptedEndpoint(() => ({ status: 200, body: empty }));
  toClose.push(() => endpoint.close());
  const client = ec2Client({ endpoint: endpoint.url, region: REGION, credentials: ANY_CREDENTIALS });
  const asked = Array.from({ length: 401 }, (_, index) => InstanceId.parse(`i-${index.toString(16).padStart(8, "0")}`));
  expect(await ec2Machines(client).describe(asked)).toHaveLength(401);
  const values = endpoint.asked.map(({ body }) => body.match(/Filter\.1\.Value\.\d+=/gu)?.length);
  expect(values).toEqual([200, 200, 1]);
});

test("a tag that is no server's name counts as none", async () => {
  const { machines, close } = await localEc2([box(ONE, { [SERVER_TAG]: "Not A Name" })]);
  toClose.push(close);
  expect(await machines.tagged()).toMatchObject([{ instance: ONE, server: null }]);
});

test("the machines of another platform in the same account are none of ours", async () => {
  const ours = { [SERVER_TAG]: SERVER, "flash:stack": "flash-dev" };
  const theirs = { ...ours, "flash:stack": "flash-prod" };
  const { ec2, close } = await localEc2([box(ONE, ours), box(OTHER, theirs), box(UNTAGGED)]);
  toClose.push(close);
  const client = ec2Client({ endpoint: ec2.url, region: REGION, credentials: IDENTITY });
  const found = await ec2Machines(client, { stack: "flash-dev" }).tagged();
  expect(found.map(({ instance }) => instance)).toEqual([ONE]);
});

test("a caller without the permission is refused, by name", async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), "flash-aws-ec2-"));
  const identity = { accessKeyId: "test", secretAccessKey: "secret", name: "test", allow: [] };
  const ec2: LocalEc2 = await startEc2({ dataFolder, identities: [identity], region: REGION, instances: [box(ONE)] });
  toClose.push(
    () => rmSync(dataFolder, { recursive: true, force: true }),
    () => ec2.close(),
  );
  const machines = ec2Machines(ec2Client({ endpoint: ec2.url, region: REGION, credentials: identity }));
  expect(await machines.start(ONE)).toMatchObject({ kind: "refused", code: "UnauthorizedOperation" });
  await expect(machines.describe([ONE])).rejects.toMatchObject({ name: "UnauthorizedOperation" });
});
