import { epochMs, IdempotencyKey, jobKey, openKey, ownerJobKey, type StoredJob } from "@flash/schemas";
import { expect, test } from "vitest";
import { allOf, received } from "../../test/received.ts";
import { refusalOf } from "../../test/refusal-of.ts";
import {
  assignedJob,
  endedJob,
  JOB_ID,
  storedJob,
  storedProgress,
  storedReceipt,
  storedResult,
  write,
} from "../../test/stored-job.ts";
import { owner, World } from "../../test/world.ts";

function worldWith(documents: Parameters<typeof write>[1]): World {
  const world = new World();
  write(world, documents);
  return world;
}

test("a watcher sees every step of a job and the stream ends with the job", async () => {
  const world = worldWith({ job: storedJob() });
  const events = received(await world.as("ann").jobs.watch({ jobId: JOB_ID }));
  const next = async () => (await events.next()).value?.data;

  expect((await next())?.state).toBe("queued");
  write(world, { job: assignedJob({ rev: 2 }) });
  expect((await next())?.state).toBe("booting");
  write(world, { progress: storedProgress({ seq: 1, step: 1 }) });
  expect((await next())?.progress?.step).toBe(1);
  write(world, { progress: storedProgress({ seq: 2, step: 2 }) });
  expect((await next())?.progress?.step).toBe(2);
  write(world, { job: endedJob("succeeded"), result: storedResult() });
  expect(await next()).toMatchObject({ state: "succeeded", outcome: { accuracy: 0.97 } });
  expect((await events.next()).done).toBe(true);
});

test("a watcher that comes back is told only what it does not know", async () => {
  const world = worldWith({ job: assignedJob(), progress: storedProgress() });
  const api = world.as("ann");
  const first = received(await api.jobs.watch({ jobId: JOB_ID }));
  const lastEventId = (await first.next()).value?.id;
  await first.return();

  const second = received(await api.jobs.watch({ jobId: JOB_ID, lastEventId }));
  const event = second.next();
  write(world, { progress: storedProgress({ seq: 7, step: 7 }) });
  expect((await event).value?.data.progress?.step).toBe(7);
  await second.return();
});

test("a watcher that has seen the end is told nothing more, until the receipt is written", async () => {
  const world = worldWith({ job: endedJob("failed") });
  const api = world.as("ann");
  const [end] = await allOf(await api.jobs.watch({ jobId: JOB_ID }));
  expect(await allOf(await api.jobs.watch({ jobId: JOB_ID, lastEventId: end?.id }))).toEqual([]);
  write(world, { receipt: storedReceipt() });
  const [later] = await allOf(await api.jobs.watch({ jobId: JOB_ID, lastEventId: end?.id }));
  expect(later?.data.receipt?.secondsOn).toBe(6);
});

test("a watcher whose connection has lived long enough is sent away without being told that it was the end", async () => {
  const world = worldWith({ job: assignedJob() });
  world.streams = { ...world.streams, maxMs: 30 };
  const stream = await world.as("ann").jobs.watch({ jobId: JOB_ID });
  await expect(allOf(stream)).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
});

test("a job that waits knows its place in the queue", async () => {
  const world = await new World().withServers();
  const api = world.as("ann");
  const { id: datasetId } = await world.validated(api);
  const train = (key: string) =>
    api.train({ taskType: "text-classification", datasetId, idempotencyKey: IdempotencyKey.parse(key) });
  const jobs: string[] = [];
  for (const key of ["key-0001", "key-0002", "key-0003", "key-0004"]) {
    jobs.push((await train(key)).id);
    world.nowMs += 1_000;
  }
  const { jobs: listed } = await api.jobs.list();
  expect(listed.map(({ id }) => id)).toEqual(jobs.toReversed());
  expect(listed.map(({ queuePosition }) => queuePosition)).toEqual([2, 1, null, null]);
});

test("a job that was accepted is there, although train crashed before it wrote more", async () => {
  const world = new World();
  world.store.edit(openKey(JOB_ID), JSON.stringify(storedJob()));
  expect(await world.as("ann").jobs.get({ jobId: JOB_ID })).toMatchObject({ state: "queued", queuePosition: null });
});

test("cancelling answers what was stopped, and a second time that the job is over", async () => {
  const world = await new World().withServers();
  const api = world.as("ann");
  const { id: datasetId } = await world.validated(api);
  const job = await api.train({
    taskType: "text-classification",
    datasetId,
    idempotencyKey: IdempotencyKey.parse("key-0001"),
  });
  expect(await api.jobs.cancel({ jobId: job.id })).toMatchObject({ job: { state: "cancelled" } });
  expect(await refusalOf(api.jobs.cancel({ jobId: job.id }))).toEqual({ code: "job_already_ended", jobId: job.id });
});

test("a job that went back to the queue and ended there shows the receipt of the machine that it had", async () => {
  const waitedAgain = { server: null, first_started_at: epochMs(1500) };
  const world = worldWith({ job: endedJob("failed", waitedAgain), receipt: storedReceipt() });
  expect(await world.as("ann").jobs.get({ jobId: JOB_ID })).toMatchObject({ receipt: { secondsOn: 6 } });
});

test("a cancelled job has no accuracy, although its machine was faster: nobody gets that model", async () => {
  const world = worldWith({ job: endedJob("cancelled"), result: storedResult() });
  expect(await world.as("ann").jobs.get({ jobId: JOB_ID })).toMatchObject({ outcome: { accuracy: null, score: null } });
  expect(await refusalOf(world.as("ann").models.download({ jobId: JOB_ID }))).toMatchObject({
    code: "model_not_ready",
  });
});

test("a model is the result of a job that succeeded, with a URL for each artifact", async () => {
  const world = worldWith({ job: endedJob("succeeded"), result: storedResult() });
  world.store.edit(ownerJobKey(owner("ann"), epochMs(1000), JOB_ID), "");
  const api = world.as("ann");
  const { models } = await api.models.list();
  expect(models).toMatchObject([{ jobId: JOB_ID, accuracy: 0.97, classes: ["ham", "spam"], trainedAt: 9000 }]);
  const { artifacts } = await api.models.download({ jobId: JOB_ID });
  expect(artifacts).toMatchObject([
    {
      path: "onnx/model.onnx",
      sizeBytes: 99,
      url: `https://files.test/jobs/${JOB_ID}/attempts/1/model/onnx/model.onnx?as=onnx-model.onnx`,
    },
  ]);
});

test.each<[string, StoredJob]>([
  ["runs", assignedJob()],
  ["failed", endedJob("failed")],
  ["succeeded without a report", endedJob("succeeded")],
])("a job that %s has no model", async (_, job) => {
  const world = worldWith({ job });
  world.store.edit(ownerJobKey(owner("ann"), epochMs(1000), JOB_ID), "");
  const api = world.as("ann");
  expect(await api.models.list()).toEqual({ models: [], next: null });
  expect(await refusalOf(api.models.download({ jobId: JOB_ID }))).toEqual({ code: "model_not_ready", jobId: JOB_ID });
});

test("a job document that nobody can read is an outage, not a missing job", async () => {
  const world = new World();
  world.store.edit(jobKey(JOB_ID), "{");
  await expect(world.as("ann").jobs.get({ jobId: JOB_ID })).rejects.toThrow(/not what its schema says/u);
});
