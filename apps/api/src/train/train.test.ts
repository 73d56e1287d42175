import {
  DEFAULT_SERVER,
  IdempotencyKey,
  jobKey,
  ownerJobsPrefix,
  statusKey,
  type TrainRequest,
  trainingConfigKey,
} from "@flash/schemas";
import * as z from "zod";
import { expect, test } from "vitest";
import { refusalOf } from "../../test/refusal-of.ts";
import { DATASET_ID } from "../../test/stored-job.ts";
import { type Api, CSV, owner, World } from "../../test/world.ts";

type Request = Extract<Parameters<Api["train"]>[0], { taskType: "text-classification" }>;

const KEY = IdempotencyKey.parse("key-0001");

const request = (datasetId: TrainRequest["datasetId"], fields: Partial<Request> = {}): Request => ({
  taskType: "text-classification",
  datasetId,
  idempotencyKey: KEY,
  ...fields,
});

async function ready() {
  const world = await new World().withServers();
  const api = world.as("ann");
  const { id } = await world.validated(api);
  return { world, api, id };
}

test("a job starts with the facts that validation saw and the defaults of its task type", async () => {
  const { world, api, id } = await ready();
  const job = await api.train(request(id, { hyperparameters: { epochs: 2, stepLr: { stepSize: 2 } } }));
  expect(job).toMatchObject({
    state: "starting",
    name: "mails.csv",
    hyperparameters: { epochs: 2, batchSize: 32, stepLr: { stepSize: 2, gamma: 0.1 }, reduceLrOnPlateau: null },
  });
  const configKey = trainingConfigKey(job.server ?? DEFAULT_SERVER);
  expect(JSON.parse(world.store.peek(configKey) ?? "null")).toMatchObject({
    token: job.id,
    dataset: { id, classes: ["ham", "spam"], num_classes: 2, rows: 20 },
    hyperparameters: { epochs: 2, batch_size: 32, step_lr: { step_size: 2, gamma: 0.1 } },
  });
});

test("`train` first sets the server's status to active, then gives it the job, then creates the training config", async () => {
  const { world, api, id } = await ready();
  world.store.calls.length = 0;
  const { id: jobId, server } = await api.train(request(id));
  if (server === null) throw new Error("both servers are free, and none was taken");
  const written = world.store.calls.filter(({ op }) => op !== "get" && op !== "list").map(({ key }) => key);
  expect(written.slice(written.indexOf(statusKey(server)))).toEqual([
    statusKey(server),
    jobKey(jobId),
    trainingConfigKey(server),
    jobKey(jobId),
    expect.stringMatching(/^queue\//u),
  ]);
});

test("limits that are asked for are kept, the others are the platform's", async () => {
  const { world, api, id } = await ready();
  const job = await api.train(request(id, { limits: { maxRunMs: 60_000 } }));
  expect(JSON.parse(world.store.peek(`jobs/${job.id}/job.json`) ?? "null").limits).toMatchObject({
    max_run_ms: 60_000,
    max_boot_ms: 600_000,
  });
});

test("a repeated call answers with the first job, also when it spells out a default", async () => {
  const { world, api, id } = await ready();
  const first = await api.train(request(id));
  const again = await api.train(request(id, { hyperparameters: { epochs: 5 } }));
  expect(again.id).toBe(first.id);
  expect(world.store.keys().filter((key) => key.startsWith(ownerJobsPrefix(owner("ann"))))).toHaveLength(1);
});

test("the same key with another request is refused", async () => {
  const { api, id } = await ready();
  await api.train(request(id));
  const other = api.train(request(id, { hyperparameters: { epochs: 6 } }));
  expect(await refusalOf(other)).toEqual({ code: "idempotency_key_reused", key: KEY });
});

test("a job that does not want to wait is refused while every server is busy", async () => {
  const { api, id } = await ready();
  for (const key of ["key-0001", "key-0002"]) {
    await api.train(request(id, { idempotencyKey: IdempotencyKey.parse(key) }));
  }
  const third = api.train(request(id, { idempotencyKey: IdempotencyKey.parse("key-0003"), onBusy: "reject" }));
  expect(await refusalOf(third)).toEqual({ code: "server_busy", taskType: "text-classification" });
});

test("a dataset that nobody knows is refused", async () => {
  const { api } = await ready();
  expect(await refusalOf(api.train(request(DATASET_ID)))).toEqual({ code: "dataset_not_found", datasetId: DATASET_ID });
});

test("a dataset is refused before its bytes are there, and before they are validated", async () => {
  const { world, api } = await ready();
  // Bytes of its own: those that validated before would not be sent again.
  const datasetId = await world.upload(api, `${CSV}one more,ham\n`);
  expect(await refusalOf(api.train(request(datasetId)))).toEqual({ code: "dataset_not_uploaded", datasetId });
  await api.datasets.completeUpload({ datasetId });
  expect(await refusalOf(api.train(request(datasetId)))).toEqual({ code: "dataset_not_validated", datasetId });
});

test("an invalid dataset is refused with its report", async () => {
  const { world, api } = await ready();
  const { id } = await world.validated(api, "text,label\nhello,ham\n");
  expect(await refusalOf(api.train(request(id)))).toMatchObject({
    code: "dataset_invalid",
    datasetId: id,
    report: { valid: false },
  });
});

test("a dataset of somebody else's is a missing one", async () => {
  const { world, id } = await ready();
  expect(await refusalOf(world.as("bob").train(request(id)))).toEqual({ code: "dataset_not_found", datasetId: id });
});

test("hyperparameters out of range are all named", async () => {
  const { api, id } = await ready();
  const wrong: unknown = { epochs: 0, learningRate: 3, layers: 2 };
  const call = api.train(request(id, { hyperparameters: wrong as NonNullable<Request["hyperparameters"]> }));
  await expect(call).rejects.toMatchObject({ code: "BAD_REQUEST", cause: expect.any(z.core.$ZodError) });
});
