import { noteSweep } from "@flash/control-plane";
import { IdempotencyKey, type StoredStatus } from "@flash/schemas";
import { expect, test } from "vitest";
import { JOB_ID } from "../../test/stored-job.ts";
import { World } from "../../test/world.ts";

const edit = (world: World, key: string, status: Partial<StoredStatus>): void =>
  world.store.edit(key, JSON.stringify({ status: "sleeping", token: null, task_type: null, ...status }));

test("a new platform is available: every server sleeps", async () => {
  const status = await new World().as("ann").status();
  expect(status).toMatchObject({ status: "sleeping", available: true, devMode: false });
  expect(status.servers).toEqual(
    ["default", "second"].map((name) => ({
      name,
      status: "sleeping",
      taskTypes: ["text-classification"],
      devMode: false,
      jobId: null,
    })),
  );
});

test("one free server is enough to be available", async () => {
  const world = new World();
  edit(world, "status.json", { status: "active", token: JOB_ID });
  expect(await world.as("ann").status()).toMatchObject({ status: "sleeping", available: true });
  edit(world, "servers/second/status.json", { status: "active", token: JOB_ID });
  expect(await world.as("ann").status()).toMatchObject({ status: "active", available: false });
});

test("a server that is being stopped, or whose status is broken, is on its way to sleeping", async () => {
  const world = new World();
  const stopping = { id: "s", at: world.at(0), job: null, instance: null, by: "stop" };
  edit(world, "status.json", { status: "active", stopping });
  world.store.edit("servers/second/status.json", "{");
  const { status, servers } = await world.as("ann").status();
  expect(status).toBe("active");
  expect(servers.map((server) => server.status)).toEqual(["stopping", "stopping"]);
});

test("a server without capacity sleeps, and is available again later", async () => {
  const world = new World();
  edit(world, "servers/second/status.json", { status: "active" });
  edit(world, "status.json", { backoff_until: world.at(60_000) });
  expect(await world.as("ann").status()).toMatchObject({ status: "sleeping", available: false });
  world.nowMs += 60_000;
  expect(await world.as("ann").status()).toMatchObject({ available: true });
});

test("dev mode is told of each server, and of the platform as the default server has it", async () => {
  const world = new World();
  edit(world, "servers/second/status.json", { dev_mode: true });
  expect(await world.as("ann").status()).toMatchObject({ devMode: false, servers: [{}, { devMode: true }] });
  edit(world, "status.json", { dev_mode: true });
  expect(await world.as("ann").status()).toMatchObject({ devMode: true });
});

test("the job of a server is named to its owner only", async () => {
  const world = await new World().withServers();
  const api = world.as("ann");
  const { id: datasetId } = await world.validated(api);
  const idempotencyKey = IdempotencyKey.parse("key-0001");
  const job = await api.train({ taskType: "text-classification", datasetId, idempotencyKey });
  expect(new Set((await api.status()).servers.map(({ jobId }) => jobId))).toEqual(new Set([job.id, null]));
  expect((await world.as("bob").status()).servers.map(({ jobId }) => jobId)).toEqual([null, null]);
});

test("everybody is told when the sweep ran last, what it last mended, and what their own key may do", async () => {
  const world = new World();
  expect(await world.as("ann").status()).toMatchObject({ sweep: null, caller: { owner: "ann", admin: false } });
  const repaired = { queued_again: 1 };
  const report = { servers: 2, steps: 3, repaired, straysStopped: 1, uploadsEnded: 0, failedServers: 0 };
  await noteSweep(world.documents, report);
  const { sweep, caller } = await world.as("root", { admin: true }).status();
  const at = world.at(0);
  expect(sweep).toEqual({ at, failedServers: 0, lastRepair: { at, jobs: 1, machines: 1 } });
  expect(caller).toEqual({ owner: "root", admin: true });
});

test("status costs one read for each server, one for each job that holds one, and one for the sweep", async () => {
  const world = await new World().withServers();
  const api = world.as("ann");
  world.store.calls.length = 0;
  await api.status();
  expect(world.store.calls.map(({ op, key }) => `${op} ${key}`).toSorted()).toEqual([
    "get servers/second/status.json",
    "get status.json",
    "get sweep.json",
  ]);
});
