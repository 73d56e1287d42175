import {
  DatasetId,
  DEFAULT_SERVER,
  IdempotencyKey,
  JobId,
  jobKey,
  type ProblemCode,
  type ValidationUpdate,
  type WireJob,
} from "@flash/schemas";
import type { inferRouterOutputs } from "@trpc/server";
import { describe, expect, expectTypeOf, test } from "vitest";
import { everyProcedure } from "../test/every-procedure.ts";
import { allOf } from "../test/received.ts";
import { refusalOf } from "../test/refusal-of.ts";
import { endedJob, JOB_ID, storedResult, write } from "../test/stored-job.ts";
import { mayRefuse, REFUSALS_OF } from "./errors/refusals.ts";
import { type Api, World } from "../test/world.ts";
import { type AppRouter, createCaller } from "./router.ts";

const idempotencyKey = IdempotencyKey.parse("key-0001");
const noDataset = DatasetId.parse("ds_00000000000000000000000000");
const noJob = JobId.parse("job_00000000000000000000000000");

interface Ids {
  readonly datasetId: DatasetId;
  readonly jobId: JobId;
}

/** Every procedure that takes an id of somebody's. */
const BY_ID: Record<string, (api: Api, ids: Ids) => Promise<unknown>> = {
  train: (api, { datasetId }) => api.train({ taskType: "text-classification", datasetId, idempotencyKey }),
  "datasets.completeUpload": (api, { datasetId }) => api.datasets.completeUpload({ datasetId }),
  "datasets.resumeUpload": (api, { datasetId }) => api.datasets.resumeUpload({ datasetId }),
  "datasets.signParts": (api, { datasetId }) =>
    api.datasets.signParts({ datasetId, parts: [{ partNumber: 1, sha256: "a".repeat(64) }] }),
  "datasets.abortUpload": (api, { datasetId }) => api.datasets.abortUpload({ datasetId }),
  "datasets.delete": (api, { datasetId }) => api.datasets.delete({ datasetId }),
  "datasets.validate": async (api, { datasetId }) => allOf(await api.datasets.validate({ datasetId })),
  "datasets.applyFixes": async (api, { datasetId }) => allOf(await api.datasets.applyFixes({ datasetId })),
  "datasets.get": (api, { datasetId }) => api.datasets.get({ datasetId }),
  "jobs.get": (api, { jobId }) => api.jobs.get({ jobId }),
  "jobs.watch": async (api, { jobId }) => allOf(await api.jobs.watch({ jobId })),
  "jobs.why": (api, { jobId }) => api.jobs.why({ jobId }),
  "jobs.cancel": (api, { jobId }) => api.jobs.cancel({ jobId }),
  "models.download": (api, { jobId }) => api.models.download({ jobId }),
};

/** null: it was not refused. */
async function codeOfRefusal(call: Promise<unknown>): Promise<ProblemCode | null> {
  const [ended] = await Promise.allSettled([call]);
  return ended.status === "fulfilled" ? null : (await refusalOf(call)).code;
}

/** Every other procedure. */
const OTHERS: Record<string, (api: Api) => Promise<unknown>> = {
  status: (api) => api.status(),
  "datasets.createUpload": (api) =>
    api.datasets.createUpload({
      taskType: "text-classification",
      name: "a",
      sizeBytes: 1,
      contentType: "text/csv",
      sha256: "a".repeat(64),
    }),
  "datasets.list": (api) => api.datasets.list(),
  "jobs.list": (api) => api.jobs.list(),
  "models.list": (api) => api.models.list(),
  "servers.setDevMode": (api) => api.servers.setDevMode({ server: DEFAULT_SERVER, devMode: true }),
  "taskTypes.list": (api) => api.taskTypes.list(),
};

describe("an id of somebody else's answers exactly like one that never was", async () => {
  const world = await new World().withServers();
  const ann = world.as("ann");
  const { id: datasetId } = await world.validated(ann);
  write(world, { job: endedJob("succeeded"), result: storedResult() });

  test.each(Object.entries(BY_ID))("%s", async (_, call) => {
    const bob = world.as("bob");
    const foreign = JSON.stringify(await refusalOf(call(bob, { datasetId, jobId: JOB_ID })));
    const missing = JSON.stringify(await refusalOf(call(bob, { datasetId: noDataset, jobId: noJob })));
    expect(foreign.replaceAll(datasetId, "ID").replaceAll(JOB_ID, "ID")).toBe(
      missing.replaceAll(noDataset, "ID").replaceAll(noJob, "ID"),
    );
    expect(world.store.peek(jobKey(JOB_ID))).toContain('"succeeded"');
  });
});

test("what belongs to somebody else is in no listing", async () => {
  const world = await new World().withServers();
  await world.validated(world.as("ann"));
  expect(await world.as("bob").datasets.list()).toEqual({ datasets: [], next: null });
});

describe("without a key nothing is answered", () => {
  test.each(Object.entries({ ...BY_ID, ...OTHERS }))("%s", async (_, call) => {
    const world = new World();
    const nobody = createCaller(world.context(null));
    const ids = { datasetId: noDataset, jobId: noJob };
    expect(await refusalOf(call(nobody, ids))).toEqual({ code: "unauthorized" });
    expect(world.store.calls).toEqual([]);
  });
});

test("the two tables above name every procedure there is", async () => {
  const named = Object.keys({ ...BY_ID, ...OTHERS }).toSorted();
  expect(await everyProcedure()).toEqual(named);
});

describe("no procedure refuses with what it does not declare", async () => {
  const world = await new World().withServers();
  const { id: datasetId } = await world.validated(world.as("ann"));
  write(world, { job: endedJob("succeeded"), result: storedResult() });
  const refusalsOf = async (call: (api: Api, ids: Ids) => Promise<unknown>): Promise<ProblemCode[]> => {
    const callers = [createCaller(world.context(null)), world.as("bob"), world.as("ann")];
    const codes = await Promise.all(callers.map((api) => codeOfRefusal(call(api, { datasetId, jobId: JOB_ID }))));
    return codes.filter((code) => code !== null);
  };

  test.each(Object.entries({ ...BY_ID, ...OTHERS }))("%s", async (path, call) => {
    const codes = await refusalsOf(call);
    expect(codes[0]).toBe("unauthorized");
    expect(codes.filter((code) => !mayRefuse(path, code))).toEqual([]);
    expect(Object.keys(REFUSALS_OF)).toContain(path);
  });
});

test("only an admin's key switches dev mode", async () => {
  const world = await new World().withServers();
  const call = { server: DEFAULT_SERVER, devMode: true };
  expect(await refusalOf(world.as("ann").servers.setDevMode(call))).toEqual({ code: "forbidden", needs: "admin" });
  const admin = world.as("root", { admin: true });
  expect(await admin.servers.setDevMode(call)).toEqual({ takesEffect: "now" });
  expect((await admin.status()).devMode).toBe(true);
});

test("clients see the items of a stream with their types", () => {
  type Outputs = inferRouterOutputs<AppRouter>;
  type ItemOf<Stream> = Stream extends AsyncIterable<{ id: string; data: infer Data }> ? Data : never;
  type Watched = ItemOf<Outputs["jobs"]["watch"]>;
  type Validated = ItemOf<Outputs["datasets"]["validate"]>;
  expectTypeOf<Watched>().not.toBeAny();
  expectTypeOf<Watched>().toExtend<WireJob>();
  expectTypeOf<Watched["state"]>().toEqualTypeOf<WireJob["state"]>();
  expectTypeOf<Validated>().not.toBeAny();
  expectTypeOf<Validated>().toExtend<ValidationUpdate>();
});
