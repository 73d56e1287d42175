import { readFile } from "node:fs/promises";
import { type DatasetId, DEFAULT_SERVER, IdempotencyKey, isOver, type JobId } from "@flash/schemas";
import { describe, expect, test } from "vitest";
import { everyProcedure } from "../test/every-procedure.ts";
import { allOf } from "../test/received.ts";
import { endedJob, JOB_ID, storedResult, write } from "../test/stored-job.ts";
import { type Api, CSV, World } from "../test/world.ts";

interface Ids {
  /** Valid, and nobody trains on it. */
  readonly datasetId: DatasetId;
  /** Its bytes are there, and not validated. */
  readonly uploadedId: DatasetId;
  /** Validated, with a problem that has a fix. */
  readonly mendableId: DatasetId;
  /** Over. */
  readonly jobId: JobId;
}

/** What a call asks of S3. Signing a URL asks nothing. `files`: looks at objects that are no documents. */
interface Cost {
  readonly reads: number;
  readonly writes?: number;
  readonly listings?: number;
  readonly files?: number;
}

type Row = readonly [
  cost: Cost,
  call: (api: Api, ids: Ids) => Promise<unknown>,
  before?: (api: Api, ids: Ids) => Promise<Partial<Ids>>,
];

const trainOn = (api: Api, datasetId: DatasetId, key = "key-0001") =>
  api.train({ taskType: "text-classification", datasetId, idempotencyKey: IdempotencyKey.parse(key) });

const DECLARED = {
  taskType: "text-classification",
  name: "a",
  sizeBytes: 1,
  contentType: "text/csv",
  sha256: "a".repeat(64),
} as const;

/** An upload in parts that has begun. */
const declareParts = async (api: Api): Promise<Ids["datasetId"]> =>
  (await api.datasets.createUpload({ ...DECLARED, sizeBytes: 9 * 1024 ** 2 })).dataset.id;

/** Each procedure at work, with all that it asks of S3 then, and what has to be there for it to be accepted. */
const COSTS: Readonly<Record<string, Row>> = {
  status: [{ reads: 3 }, (api) => api.status()],
  train: [{ reads: 6, listings: 1, writes: 11 }, (api, { datasetId }) => trainOn(api, datasetId)],
  "datasets.createUpload": [{ reads: 2, writes: 3 }, (api) => api.datasets.createUpload(DECLARED)],
  "datasets.completeUpload": [
    { reads: 3, writes: 1, files: 1 },
    (api, { uploadedId: datasetId }) => api.datasets.completeUpload({ datasetId }),
  ],
  "datasets.validate": [
    { reads: 4, writes: 4, files: 3 },
    async (api, { uploadedId: datasetId }) => allOf(await api.datasets.validate({ datasetId })),
  ],
  // The old bytes are read, and the new ones sent, beside these.
  "datasets.applyFixes": [
    { reads: 8, writes: 8, files: 3 },
    async (api, { mendableId: datasetId }) => allOf(await api.datasets.applyFixes({ datasetId })),
  ],
  "datasets.resumeUpload": [
    { reads: 1, files: 1 },
    (api, { datasetId }) => api.datasets.resumeUpload({ datasetId }),
    async (api) => ({ datasetId: await declareParts(api) }),
  ],
  "datasets.signParts": [
    { reads: 1 },
    (api, { datasetId }) => api.datasets.signParts({ datasetId, parts: [{ partNumber: 1, sha256: "a".repeat(64) }] }),
    async (api) => ({ datasetId: await declareParts(api) }),
  ],
  "datasets.abortUpload": [
    { reads: 5, writes: 6, listings: 1 },
    (api, { uploadedId: datasetId }) => api.datasets.abortUpload({ datasetId }),
  ],
  "datasets.delete": [{ reads: 5, writes: 7, listings: 1 }, (api, { datasetId }) => api.datasets.delete({ datasetId })],
  "datasets.get": [{ reads: 1 }, (api, { datasetId }) => api.datasets.get({ datasetId })],
  "datasets.list": [{ reads: 3, listings: 1 }, (api) => api.datasets.list()],
  "jobs.get": [{ reads: 4 }, (api, { jobId }) => api.jobs.get({ jobId })],
  "jobs.list": [{ reads: 4, listings: 1 }, (api) => api.jobs.list()],
  "jobs.watch": [{ reads: 4 }, async (api, { jobId }) => allOf(await api.jobs.watch({ jobId }))],
  "jobs.why": [{ reads: 5 }, (api, { jobId }) => api.jobs.why({ jobId })],
  "jobs.cancel": [
    // A job that holds a server: intent, claim, config, end, and the rule that looks again after its steps.
    { reads: 19, listings: 1, writes: 7 },
    (api, { jobId }) => api.jobs.cancel({ jobId }),
    async (api, { datasetId }) => ({ jobId: (await trainOn(api, datasetId)).id }),
  ],
  "models.list": [{ reads: 2, listings: 1 }, (api) => api.models.list()],
  "models.download": [{ reads: 3 }, (api, { jobId }) => api.models.download({ jobId })],
  "taskTypes.list": [{ reads: 0 }, (api) => api.taskTypes.list()],
  "servers.setDevMode": [
    { reads: 1, writes: 1 },
    (api) => api.servers.setDevMode({ server: DEFAULT_SERVER, devMode: true }),
  ],
};

/** Two free servers, two datasets, and a job that has succeeded. */
async function scene(before?: Row[2]) {
  const world = await new World().withServers();
  const api = world.as("ann", { admin: true });
  const { id: datasetId } = await world.validated(api);
  const uploadedId = await world.upload(api, `${CSV}another text,ham\n`);
  const { id: mendableId } = await world.validated(api, `${CSV}text number 1,spam\n`);
  write(world, { job: endedJob("succeeded"), result: storedResult() });
  await world.store.put(`owners/ann/jobs/${"9".repeat(15)}-${JOB_ID}`, "");
  const ids = { datasetId, uploadedId, mendableId, jobId: JOB_ID };
  const changed = await before?.(api, ids);
  world.store.calls.length = 0;
  world.files.calls.length = 0;
  return { world, api, ids: { ...ids, ...changed } };
}

function costOf({ store, files }: World): Required<Cost> {
  const count = (...ops: string[]): number => store.calls.filter(({ op }) => ops.includes(op)).length;
  return {
    reads: count("get"),
    writes: count("create", "replace", "put", "removeVersion", "remove"),
    listings: count("list"),
    files: files.calls.length,
  };
}

describe("S3 is asked for nothing that is not needed", () => {
  test.each(Object.entries(COSTS))("%s", async (_, [cost, call, before]) => {
    const { world, api, ids } = await scene(before);
    await call(api, ids);
    expect(costOf(world)).toEqual({ writes: 0, listings: 0, files: 0, ...cost });
  });
});

test("the table above names every procedure there is", async () => {
  expect(Object.keys(COSTS).toSorted()).toEqual(await everyProcedure());
});

test("docs/performance.md says of every procedure what its calls are for, and how many they are", async () => {
  const page = await readFile(new URL("../../../docs/performance.md", import.meta.url), "utf8");
  const rows = page.matchAll(/^\| `([\w.]+)` +\| (\d+) +\| (\d+) +\| (\d+) +\| (\d+) +\| \S/gmu);
  const told = [...rows].map(([, name, ...counts]) => [name, ...counts.map(Number)]);
  expect(told).toEqual(
    Object.entries(COSTS).map(([name, [{ reads, writes = 0, listings = 0, files = 0 }]]) => [
      name,
      reads,
      writes,
      listings,
      files,
    ]),
  );
});

test("cancelling a job that waits reads it three times and writes nothing twice", async () => {
  const { world, api, ids } = await scene();
  for (const key of ["key-0001", "key-0002"]) await trainOn(api, ids.datasetId, key);
  const { id: jobId, state } = await trainOn(api, ids.datasetId, "key-0003");
  expect(state).toBe("queued");
  world.store.calls.length = 0;
  await api.jobs.cancel({ jobId });
  expect(costOf(world)).toEqual({ reads: 3, writes: 3, listings: 0, files: 0 });
});

test("owners without quotas pay for none", async () => {
  const { world, api, ids } = await scene();
  const none = { datasets: null, datasetBytes: null, openJobs: null, machineSecondsPerMonth: null };
  world.quotas = { ...world.quotas, ...none };
  const { state } = await trainOn(world.as("ann"), ids.datasetId);
  expect(isOver(state)).toBe(false);
  await api.datasets.list();
  expect(world.store.calls.filter(({ op, key }) => op !== "get" && key.endsWith("usage.json"))).toEqual([]);
  expect(world.store.calls.filter(({ key }) => key === "owners/ann/usage.json")).toEqual([]);
});
