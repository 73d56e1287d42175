import {
  type DatasetId,
  IdempotencyKey,
  ServerName,
  StoredTrainingConfig,
  trainingConfigKey,
  type WireJob,
} from "@flash/schemas";
import { createControlPlane, instancesOf, Quotas } from "@flash/control-plane";
import { FakeMachines } from "@flash/control-plane/testing";
import { describe, expect, test } from "vitest";
import { refusalOf } from "../test/refusal-of.ts";
import { CSV, World } from "../test/world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const USED_UP = { code: "quota_exceeded", resetsAt: null };

/** The API with quotas, on a platform with machines and a sweep every minute. */
async function platform(quotas: Partial<Quotas>) {
  const world = await new World().withServers();
  const { documents, fleet, clocks, store } = world;
  const machines = new FakeMachines({ now: () => world.nowMs, bootMs: 20_000, stopMs: 20_000 });
  for (const server of fleet) for (const instance of instancesOf(server)) machines.add(instance, server.name);
  const rule = createControlPlane({ documents, machines, fleet, clocks, actor: "sweep", log: () => undefined });
  const { id: datasetId } = await world.validated(world.as("ann"));
  world.quotas = Quotas.parse(quotas);
  const api = world.as("ann");
  let requests = 0;
  return {
    world,
    api,
    datasetId,
    pass: async (ms: number): Promise<void> => {
      for (const end = world.nowMs + ms; world.nowMs < end; await rule.sweep()) world.nowMs += MINUTE;
    },
    train: (): Promise<WireJob> => {
      const idempotencyKey = IdempotencyKey.parse(`request-${(requests += 1)}`);
      return api.train({ taskType: "text-classification", datasetId, idempotencyKey });
    },
    /** What a training server does, in an instant, on a machine that is on. */
    work: async (server: string | null): Promise<void> => {
      const read = await documents.read(trainingConfigKey(ServerName.parse(server)), StoredTrainingConfig);
      if (read.kind !== "found") throw new Error("the server has no job");
      const { token: job, attempt, keys } = read.doc.value;
      const [instance] = fleet.filter(({ name }) => name === server).flatMap(instancesOf);
      await store.create(keys.claim, JSON.stringify({ instance, boot_id: "b1", nonce: "n1" }));
      const report = { outcome: "succeeded", accuracy: 1, metrics: [], classes: ["ham", "spam"], artifacts: [] };
      await store.create(keys.result, JSON.stringify({ ...report, job, attempt, boot_id: "b1" }));
      await store.removeVersion(read.doc.key, read.doc.etag);
    },
  };
}
type Platform = Awaited<ReturnType<typeof platform>>;

describe("a job that is over makes room for the next one:", () => {
  const ends: readonly [string, number, (platform: Platform, job: WireJob) => Promise<void>, WireJob["state"]][] = [
    [
      "cancelled while it waits",
      3,
      async ({ api }, { id: jobId }) => void (await api.jobs.cancel({ jobId })),
      "cancelled",
    ],
    [
      "cancelled while its machine boots",
      1,
      async ({ api, pass }, { id: jobId }) => {
        await pass(MINUTE);
        await api.jobs.cancel({ jobId });
      },
      "cancelled",
    ],
    ["failed, since no machine ever took it", 1, ({ pass }) => pass(HOUR), "failed"],
    [
      "trained",
      1,
      async ({ pass, work }, { server }) => {
        await pass(MINUTE);
        await work(server);
        await pass(MINUTE);
      },
      "succeeded",
    ],
  ];
  test.each(ends)("%s", async (_, openJobs, end, state) => {
    const scene = await platform({ openJobs });
    const { api, train } = scene;
    for (let others = 1; others < openJobs; others += 1) await train();
    const job = await train();
    expect(await refusalOf(train())).toEqual({ ...USED_UP, quota: "open_jobs", limit: openJobs, used: openJobs });
    await end(scene, job);
    expect(await api.jobs.get({ jobId: job.id })).toMatchObject({ state });
    expect((await train()).id).not.toBe(job.id);
    expect(await refusalOf(train())).toMatchObject({ quota: "open_jobs", used: openJobs });
  });
});

test("machine time that a job has used up comes back with the next month, and not before", async () => {
  const { world, pass, train, work } = await platform({ machineSecondsPerMonth: 120 });
  const { server } = await train();
  await pass(2 * MINUTE);
  await work(server);
  await pass(10 * MINUTE);
  const refused = await refusalOf(train());
  const nextMonth = Date.UTC(2026, 1, 1);
  expect(refused).toMatchObject({ code: "quota_exceeded", quota: "machine_seconds", limit: 120, resetsAt: nextMonth });
  world.nowMs = nextMonth - 1;
  expect(await refusalOf(train())).toMatchObject({ quota: "machine_seconds" });
  world.nowMs = nextMonth;
  expect((await train()).state).toBe("starting");
});

describe("a dataset that is gone makes room for the next one:", () => {
  const PARTS_BYTES = 9 * 1024 ** 2;
  const declare = ({ api }: Platform, sizeBytes: number, digit = "a") =>
    api.datasets.createUpload({
      taskType: "text-classification",
      name: "more.csv",
      sizeBytes,
      contentType: "text/csv",
      sha256: digit.repeat(64),
    });
  const ends: readonly [string, number, (scene: Platform, datasetId: DatasetId) => Promise<unknown>][] = [
    ["deleted before its bytes came", 1_000, ({ api }, datasetId) => api.datasets.delete({ datasetId })],
    [
      "an upload in parts that was given up",
      PARTS_BYTES,
      ({ api }, datasetId) => api.datasets.abortUpload({ datasetId }),
    ],
    [
      "an upload in parts that has expired, at the next look at what is left to send",
      PARTS_BYTES,
      async ({ world, api }, datasetId) => {
        // As the sweep and the bucket's lifecycle end it.
        world.files.uploads.clear();
        world.nowMs += world.clocks.maxUploadMs;
        expect(await refusalOf(api.datasets.resumeUpload({ datasetId }))).toEqual({
          code: "upload_not_open",
          datasetId,
        });
        expect((await api.datasets.list()).datasets.map(({ id }) => id)).not.toContain(datasetId);
      },
    ],
    [
      "an upload in parts that has expired, and is given up later",
      PARTS_BYTES,
      async ({ world, api }, datasetId) => {
        world.files.uploads.clear();
        world.nowMs += world.clocks.maxUploadMs;
        await api.datasets.abortUpload({ datasetId });
      },
    ],
  ];
  test.each(ends)("%s", async (_, sizeBytes, end) => {
    const scene = await platform({ datasets: 2, datasetBytes: CSV.length + sizeBytes });
    const { dataset } = await declare(scene, sizeBytes);
    expect(await refusalOf(declare(scene, 1, "b"))).toEqual({ ...USED_UP, quota: "datasets", limit: 2, used: 2 });
    await end(scene, dataset.id);
    // All of the place that it had, and no more.
    const bytes = { quota: "dataset_bytes", limit: CSV.length + sizeBytes, used: CSV.length };
    expect(await refusalOf(declare(scene, sizeBytes + 1, "b"))).toEqual({ ...USED_UP, ...bytes });
    await declare(scene, sizeBytes, "b");
  });

  test("a valid one that is deleted", async () => {
    const scene = await platform({ datasets: 1 });
    expect(await refusalOf(declare(scene, 1))).toMatchObject({ quota: "datasets", used: 1 });
    await scene.api.datasets.delete({ datasetId: scene.datasetId });
    await declare(scene, 1);
  });
});
