import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { API_ENTRIES } from "@flash/api/entries";
import { documentsS3Client, s3ObjectStore } from "@flash/aws";
import { Clocks, createControlPlane, createFirstStatus, Documents, Fleet } from "@flash/control-plane";
import { createFunctionHost, type Identity, startEc2, startS3 } from "@flash/local-aws";
import { S3_TRIGGERS } from "@flash/s3-triggers";
import { TASK_TYPES } from "@flash/schemas";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { bundleLambda } from "../../build/bundle-lambda.ts";
import { type BundleSize, bundleSize } from "../../build/bundle-size.ts";
import { NEW_JOB } from "./new-job.ts";

const ENTRIES = { api: API_ENTRIES.buffered, "api-stream": API_ENTRIES.streaming, ...S3_TRIGGERS };
type Name = keyof typeof ENTRIES;
const NAMES = ["api", "api-stream", "start", "stop", "sweep"] as const satisfies Name[];
const KB = 1_000;

let folder: string;
const sizes = new Map<Name, BundleSize>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flash-bundles-"));
  for (const name of NAMES)
    sizes.set(name, await bundleSize(await bundleLambda({ name, entry: ENTRIES[name] }, folder)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sizeOf = (name: Name): BundleSize => {
  const size = sizes.get(name);
  if (size === undefined) throw new Error(`${name} was not bundled`);
  return size;
};

test("the API parses at most 160 kB before its first answer, 50 kB of them packed", () => {
  expect(sizeOf("api").atStart).toBeLessThanOrEqual(160 * KB);
  expect(sizeOf("api").atStartGzip).toBeLessThanOrEqual(50 * KB);
});

test("the function for streams, with tRPC's own adapter, at most 200 kB", () => {
  expect(sizeOf("api-stream").atStart).toBeLessThanOrEqual(200 * KB);
});

test.each(["api", "api-stream"] as const)("%s starts without the AWS SDK, the validator and the rule", (name) => {
  const sources = sizeOf(name).sourcesAtStart;
  expect(
    sources.filter((source) => /@aws-sdk|@smithy|packages\/validation|control-plane\/src\/server/u.test(source)),
  ).toEqual([]);
});

test("the API starts with the names of the task types, and without their schemas", () => {
  const sources = sizeOf("api").sourcesAtStart.filter((source) => source.includes("task-types/"));
  expect(sources.map((source) => basename(source)).toSorted()).toEqual(["task-type-names.at-build.ts", "task-type.ts"]);
});

test.each(NAMES)(
  "%s starts from one file, and what it loads later finds in there all that it shares with it",
  async (name) => {
    const chunks = await readdir(join(folder, name, "chunks")).catch(() => []);
    const index = await readFile(join(folder, name, "index.mjs"), "utf8");
    expect(index).not.toMatch(/\bfrom\s*"\.{1,2}\//u);
    // esbuild refuses an import of a name that the other file does not export.
    const check = {
      bundle: true,
      splitting: true,
      write: false,
      outdir: folder,
      format: "esm",
      platform: "node",
    } as const;
    const entryPoints = ["index.mjs", ...chunks.map((chunk) => `chunks/${chunk}`)].map((file) =>
      join(folder, name, file),
    );
    const { errors } = await build({ ...check, entryPoints, external: ["@aws-sdk/*"], logLevel: "silent" });
    expect(errors).toEqual([]);
  },
);

test.each(["start", "stop", "sweep"] as const)("%s has at most 700 kB in all", (name) => {
  expect(sizeOf(name).inAll).toBeLessThanOrEqual(700 * KB);
});

const ROOT: Identity = { name: "root", accessKeyId: "root", secretAccessKey: "root-secret" };
const BUCKET = "flash-bundles";
const API_KEY = "flash_key-of-ann";
const INSTANCE = "i-0123456789abcdef0";
const FLEET = Fleet.parse([{ name: "default", instances: { "text-classification": [INSTANCE] } }]);
const CONFIG_CREATED = { Records: [{ s3: { object: { key: "training/training.json" } } }] };

async function startCloud() {
  const identities = [ROOT];
  const s3 = await startS3({ dataFolder: join(folder, "s3"), identities });
  const boot = { command: "/bin/true", args: [], env: {} };
  const machine = { instanceId: INSTANCE, instanceType: "t3.large", tags: { "flash:server": "default" }, boot };
  const ec2 = await startEc2({ dataFolder: join(folder, "ec2"), identities, instances: [machine] });
  const functions = createFunctionHost({ dataFolder: folder, region: "us-east-1" });
  const env = {
    AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_EC2: ec2.url,
    FLASH_BUCKET: BUCKET,
    FLASH_FLEET: JSON.stringify(FLEET),
    FLASH_API_KEYS: JSON.stringify([{ sha256: createHash("sha256").update(API_KEY).digest("hex"), owner: "ann" }]),
  };
  for (const name of NAMES) {
    const entry = pathToFileURL(join(folder, name, "index.mjs"));
    functions.register({ name, entry, env, timeoutMs: 15_000 });
  }
  const client = documentsS3Client({ endpoint: s3.url, region: "us-east-1", credentials: ROOT });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const documents = new Documents(s3ObjectStore(client, BUCKET), randomUUID);
  for (const server of FLEET) await createFirstStatus({ documents, server });
  const close = async (): Promise<void> => {
    await functions.close();
    await ec2.close();
    await s3.close();
  };
  return { ec2, functions, documents, close };
}

test("the bundles run: the API reads S3, lists task types and refuses strangers, start and sweep find and start the machine", async () => {
  const { ec2, functions, documents, close } = await startCloud();
  try {
    const { url } = await functions.serveUrl("api", { mode: "buffered" });
    const ask = async (procedure: string, key = API_KEY) => {
      const answer = await fetch(new URL(procedure, url), { headers: { authorization: `Bearer ${key}` } });
      return { http: answer.status, body: await answer.text() };
    };
    expect(await ask("status")).toEqual({ http: 200, body: expect.stringContaining('"sleeping"') });
    expect(await ask("status", "flash_somebody")).toMatchObject({ http: 401 });
    const taskTypes = await ask("taskTypes.list");
    const text = TASK_TYPES["text-classification"];
    const hyperparameters = z.toJSONSchema(text.hyperparameters, { io: "input" });
    expect(JSON.parse(taskTypes.body).result.data).toContainEqual(
      expect.objectContaining({ name: text.name, hyperparameters }),
    );

    const api = {
      documents,
      machines: null,
      fleet: FLEET,
      clocks: Clocks.parse({}),
      actor: "api",
      log: () => {},
    } as const;
    expect(await createControlPlane(api).submit(NEW_JOB)).toMatchObject({ server: "default" });
    await functions.invoke("start", CONFIG_CREATED);
    expect(ec2.calls).toContainEqual(expect.objectContaining({ action: "StartInstances", instanceIds: [INSTANCE] }));
    expect(await functions.invoke("sweep", {})).toMatchObject({ servers: 1, failedServers: 0 });
  } finally {
    await close();
  }
});
