import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { DEFAULT_SERVER } from "@flash/schemas";
import type { WireJob } from "@flash/sdk";
import { builtTrainingServer } from "@flash/training-server";
import { expect, test } from "vitest";
import * as z from "zod";
import { classifier } from "./classifier.ts";
import { isSleeping, platformScene, QUICK, type Scene, until, uploadTiny } from "./scene.ts";

const scene = platformScene();

test("from a CSV file to a model that classifies new text, and back to sleep", { timeout: 240_000 }, async () => {
  const { flash, platform } = scene();
  const stages: string[] = [];
  const sample = await text(createReadStream(fileURLToPath(new URL("../../samples/spam.csv", import.meta.url))));
  const dataset = await flash.uploadDataset(new File([sample], "spam.csv"), {
    taskType: "text-classification",
    onProgress: ({ stage }) => stages.at(-1) === stage || stages.push(stage),
  });
  expect(stages).toEqual(["checking", "uploading", "validating"]);
  expect(dataset).toMatchObject({ state: "valid", name: "spam.csv" });
  expect(dataset.report.rows).toMatchObject({ total: 1500, kept: 1500 });

  const job = await flash.train({
    dataset,
    taskType: "text-classification",
    hyperparameters: { model: "fasttext", epochs: 4, learningRate: 0.01 },
  });
  const states: WireJob["state"][] = [];
  const ended = await job.wait({ onUpdate: ({ state }) => void (states.at(-1) === state || states.push(state)) });
  expect(ended).toMatchObject({ state: "succeeded", outcome: { reason: "trained" }, attempt: 1 });
  expect(ended.outcome.accuracy).toBeGreaterThan(0.9);
  expect(states.at(-1)).toBe("succeeded");
  expect(states).toContain("training");
  expect(ended.progress?.metrics.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
  expect(ended.timeline.map(({ event }) => event)).toEqual([
    "submitted",
    "assigned",
    "config_created",
    "machine_started",
    "ended",
  ]);

  const [instance] = platform.fleet[0]?.instances["text-classification"] ?? [];
  if (instance === undefined) throw new Error("the fleet has no instance");
  await until("the server is stopping", async () =>
    (await flash.status()).servers[0]?.status === "stopping" ? true : null,
  );
  // A server that is still stopping refuses nobody: the job has its machine when it is off.
  const next = await flash.train({ dataset, ...QUICK });
  const classify = await classifier(job);
  expect(await classify("Congratulations! You WON a free cash prize, click here to claim your money now!!!")).toBe(
    "spam",
  );
  expect(
    await classify("The patch fixes the build on my machine, but the second test still fails. See the list."),
  ).toBe("ham");
  expect(await next.wait()).toMatchObject({ state: "succeeded" });
  await platform.ec2.reached(instance, "stopped");

  await until("the server sleeps", () => isSleeping(scene()));
  const { receipt } = await until("there is a receipt", async () => {
    const now = await job.get();
    return now.receipt === null ? null : now;
  });
  // Whichever nudge is first: a late one of the beginning, the one of the end, or the clock's.
  const stoppedBy = expect.stringMatching(/^(?:start|stop|sweep)$/u) as string;
  expect(receipt).toMatchObject({ handedTo: null, stoppedBy });
  expect(receipt?.secondsOn).toBeGreaterThan(0);
  const models = [];
  for await (const model of flash.models.list()) models.push(model.jobId);
  expect(models).toEqual([next.id, job.id]);
});

test(
  "in dev mode a person's own training server does the job: no EC2 call at all, and the server sleeps again",
  { timeout: 180_000 },
  async () => {
    const { flash, platform } = scene();
    await until("the server sleeps", () => isSleeping(scene()));
    await flash.trpc.servers.setDevMode.mutate({ server: DEFAULT_SERVER, devMode: true });
    const before = platform.ec2.calls.length;
    // The sweep asks EC2 for strays of all servers; nothing is asked about this one.
    const own = await ownTrainingServer(scene());
    try {
      const dataset = await uploadTiny(flash);
      const job = await flash.train({ dataset, ...QUICK });
      expect(await job.wait()).toMatchObject({ state: "succeeded" });
      await until("the server sleeps", () => isSleeping(scene()));
      const calls = platform.ec2.calls.slice(before).filter(({ instanceIds }) => instanceIds.length > 0);
      expect(calls).toEqual([]);
    } finally {
      own.kill("SIGTERM");
      await once(own, "exit");
      await flash.trpc.servers.setDevMode.mutate({ server: DEFAULT_SERVER, devMode: false });
    }
  },
);

test("all of this, an outage and wrong keys on top, left no key, token, credential or presigned URL in any log", async () => {
  const { flash, platform } = scene();
  const { connection, identities, dataFolder } = platform;
  const wrongKey = `flash_${"w".repeat(32)}`;
  const token = `eyJ${"a".repeat(40)}.eyJ${"b".repeat(40)}.${"c".repeat(40)}`;
  const statusAs = (authorization: string) => fetch(`${connection.url}/status`, { headers: { authorization } });
  for (const key of [wrongKey, token]) expect((await statusAs(`Bearer ${key}`)).status).toBe(401);
  const [model] = (await flash.trpc.models.list.query({ limit: 1 })).models;
  if (model === undefined) throw new Error("no job above has left a model");
  const { artifacts } = await flash.trpc.models.download.query({ jobId: model.jobId });
  const { sending } = await flash.trpc.datasets.createUpload.mutate({ ...UNSENT, name: `a ${wrongKey}` });
  if (sending.how !== "put") throw new Error(`a small dataset is to be sent in one piece, not as ${sending.how}`);
  platform.s3.faults.failNext({ match: { key: /status\.json$/u }, kind: "500", times: 100 }); // a sweep may take some
  expect((await statusAs(`Bearer ${connection.apiKey}`)).status).toBe(500);
  platform.s3.faults.clear();

  const secrets = [
    connection.apiKey,
    wrongKey,
    token,
    ...identities.all.flatMap(({ secretAccessKey, sessionToken = [] }) => [secretAccessKey].concat(sessionToken)),
    ...[sending.url, ...artifacts.map(({ url }) => url)].map((url) => new URL(url).searchParams.get("X-Amz-Signature")),
  ];
  const folder = join(dataFolder, "logs");
  const logs = new Map<string, string>();
  for (const name of await readdir(folder)) logs.set(name, await readFile(join(folder, name), "utf8"));
  // What is looked through is really the log of the above: the outage is in it, and every call.
  expect(logs.get("api.log")).toMatch(/"level":"error".*"path":"status"/u);
  expect(logs.get("api.log")).toContain(`"path":"models.download","outcome":"ok"`);
  for (const secret of secrets) {
    if (secret === null || secret.length < 16) throw new Error("a secret is missing, or too short to be looked for");
    expect([...logs].filter(([, log]) => log.includes(secret)).map(([name]) => name)).toEqual([]);
  }
});

test("every job of the above ended in one log, once, with its times, and CloudWatch can count it", async () => {
  const { flash, platform } = scene();
  const folder = join(platform.dataFolder, "logs");
  const files = await Promise.all(
    ["api", "api-stream", "start", "stop", "sweep"].map((name) => readFile(join(folder, `${name}.log`), "utf8")),
  );
  const counted = files
    .flatMap((file) => file.split("\n"))
    .filter((line) => line.includes('"_aws"'))
    .map((line) => Counted.parse(JSON.parse(line)));
  const measuring = (name: string) => counted.filter((line) => namesOf(line).includes(name));
  const jobs = [];
  for await (const job of flash.jobs.list()) jobs.push(job);
  expect(jobs.length).toBeGreaterThanOrEqual(3);
  const ends = measuring("JobsEnded").map(({ job, Outcome }) => `${job} ${Outcome}`);
  expect(ends.toSorted()).toEqual(jobs.map(({ id, state }) => `${id} ${state}`).toSorted());
  for (const name of ["QueuedTime", "MachineTime"])
    expect(measuring(name).map(({ job }) => job)).toEqual(expect.arrayContaining(jobs.map(({ id }) => id)));
  for (const name of ["BootTime", "RunTime", "ValidationSpeed"]) expect(measuring(name).length).toBeGreaterThan(0);
});

/** A line that CloudWatch makes metrics of: what it names is there as a number. */
const Counted = z.looseObject({
  job: z.string().optional(),
  Outcome: z.string().optional(),
  Stack: z.string(),
  _aws: z.object({
    Timestamp: z.int(),
    CloudWatchMetrics: z.array(z.object({ Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })) })),
  }),
});
const namesOf = (line: z.infer<typeof Counted>): readonly string[] =>
  line._aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name)).filter(
    (name) => typeof line[name] === "number",
  );

const UNSENT = {
  taskType: "text-classification",
  sizeBytes: 7,
  contentType: "text/csv",
  sha256: "a".repeat(64),
} as const;

/** What a developer starts by hand: the same training server, on no instance, with the environment from the data folder. */
async function ownTrainingServer({ platform }: Scene) {
  const file = await readFile(join(platform.dataFolder, `training-server-${DEFAULT_SERVER}.env`), "utf8");
  const given = Object.fromEntries([...file.matchAll(/^(\w+)='(.*)'$/gmu)].map(([, key, value]) => [key, value]));
  return spawn(process.execPath, [await builtTrainingServer()], {
    stdio: "ignore",
    env: {
      ...given,
      PATH: process.env["PATH"],
      FLASH_POLL_MS: "100",
      FLASH_HEARTBEAT_MS: "300",
      FLASH_IDLE_OFF_MS: "600000",
      FLASH_WORK_DIR: join(platform.dataFolder, "own-server"),
    },
  });
}
