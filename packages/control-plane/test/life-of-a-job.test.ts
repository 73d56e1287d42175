import { InstanceId, receiptKey, ServerName, StoredReceipt, trainingConfigKey } from "@flash/schemas";
import { describe, expect, test } from "vitest";
import { I1, I2, MAIN, World } from "../testing/world.ts";

const startCalls = (world: World): readonly string[] =>
  world.machines.calls.filter(({ op }) => op === "start").flatMap(({ instances }) => instances);

describe("a job on a free server", () => {
  test("train marks the server active and creates the training config, without any EC2 call", async () => {
    const world = await World.create();
    const job = await world.submit();
    expect(job.state).toBe("assigned");
    expect(await world.status()).toMatchObject({ status: "active", token: job.id, task_type: "text-classification" });
    expect(world.config()).toMatchObject({ token: job.id, attempt: 1, server: "default" });
    expect(world.machines.calls).toEqual([]);
  });

  test("start turns the instance on; a doubled event changes nothing", async () => {
    const world = await World.create();
    await world.submit();
    await world.as("start").reconcile(MAIN);
    await world.as("start").reconcile(MAIN);
    expect(startCalls(world)).toEqual([I1]);
    expect(world.machines.stateOf(I1)).toBe("pending");
  });

  test("after the result the config's deletion turns the instance off, then the server sleeps and there is a receipt", async () => {
    const world = await World.create();
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    world.now += 6_000;
    await world.claim();
    world.now += 10_000;
    await world.finish();
    await world.as("stop").reconcile(MAIN);
    expect(await world.job(id)).toMatchObject({ state: "succeeded", outcome: { reason: "trained", attempt: 1 } });
    expect(world.machines.stateOf(I1)).toBe("stopping");
    expect(await world.status()).toMatchObject({ status: "active", token: null, stopping: { job: id } });
    await world.pass(30_000);
    expect(world.machines.stateOf(I1)).toBe("stopped");
    expect(await world.status()).toMatchObject({ status: "sleeping", token: null, stopping: null });
    const receipt = StoredReceipt.parse(JSON.parse(world.store.peek(receiptKey(id)) ?? "null"));
    expect(receipt).toMatchObject({ job: id, instance: I1, boot_s: 6, run_s: 10, stopped_by: "stop" });
    expect(receipt.seconds_on).toBeGreaterThanOrEqual(20);
    expect(world.store.keys().filter((key) => /^(?:open|queue)\//u.test(key))).toEqual([]);
  });

  test("a server that still stops takes the job when it is off: no refusal", async () => {
    const world = await World.create();
    await world.submit();
    await world.as("start").reconcile(MAIN);
    world.now += 6_000;
    await world.claim();
    await world.finish();
    await world.as("stop").reconcile(MAIN);
    const next = await world.submit();
    expect(next.state).toBe("queued");
    await world.pass(40_000);
    expect(await world.job(next.id)).toMatchObject({ state: "assigned", server: "default" });
    expect(world.machines.stateOf(I1)).not.toBe("stopped");
  });
});

test("in dev mode the same loop makes no EC2 call at all and ends sleeping", async () => {
  const world = await World.create({ devMode: true });
  const { id } = await world.submit();
  await world.as("start").reconcile(MAIN);
  await world.claim(null);
  await world.beat();
  await world.finish();
  await world.as("stop").reconcile(MAIN);
  expect(await world.status()).toMatchObject({ status: "sleeping", dev_mode: true });
  expect(await world.job(id)).toMatchObject({ state: "succeeded" });
  expect(world.machines.calls.filter(({ op }) => op !== "tagged")).toEqual([]);
});

describe("several jobs", () => {
  test("the second waits in the queue and gets the running machine when the first is done", async () => {
    const world = await World.create();
    const first = await world.submit();
    const second = await world.submit();
    expect(second.state).toBe("queued");
    await world.as("start").reconcile(MAIN);
    world.now += 6_000;
    await world.claim();
    await world.finish();
    await world.as("stop").reconcile(MAIN);
    expect(await world.job(second.id)).toMatchObject({ state: "assigned", warm: true });
    expect(world.config()?.token).toBe(second.id);
    expect(startCalls(world)).toEqual([I1]);
    expect(StoredReceipt.parse(JSON.parse(world.store.peek(receiptKey(first.id)) ?? "null"))).toMatchObject({
      handed_to: second.id,
      stopped_seen_at: null,
    });
  });

  test("a burst spreads over the whole fleet at once, without waiting for a sweep", async () => {
    const fleet = Array.from({ length: 40 }, (_, index) => ({
      name: ServerName.parse(index === 0 ? "default" : `s${index}`),
      instances: { "text-classification": [InstanceId.parse(`i-${String(index).padStart(17, "0")}`)] },
      reports: true,
      usdPerHour: null,
    }));
    const world = await World.create({ fleet });
    const jobs = [];
    for (let index = 0; index < 20; index++) jobs.push(await world.submit());
    expect(jobs.filter(({ state }) => state === "assigned").length).toBeGreaterThanOrEqual(19);
  });

  test("a job that is not to wait is refused with server_busy and leaves nothing behind", async () => {
    const world = await World.create();
    await world.submit();
    await expect(world.submit({ onBusy: "reject" })).rejects.toMatchObject({ problem: { code: "server_busy" } });
    expect(world.store.keys().filter((key) => key.startsWith("queue/"))).toEqual([]);
  });

  test("of two that are submitted at the same moment exactly one wins the server (50 rounds)", async () => {
    for (let round = 0; round < 50; round++) {
      const world = await World.create({ hooks: { before: () => Promise.resolve() } });
      const answers = await Promise.allSettled([
        world.submit({ onBusy: "reject" }),
        world.submit({ onBusy: "reject" }),
      ]);
      expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const refused = answers.find((answer) => answer.status === "rejected");
      expect(refused?.reason).toMatchObject({ problem: { code: "server_busy" } });
    }
  });

  test("a repeated idempotency key answers with the first job, and refuses another request", async () => {
    const world = await World.create();
    const request = world.newJob();
    const first = await world.as("api").submit(request);
    const again = await world
      .as("api")
      .submit({ ...world.newJob(), idempotencyKey: request.idempotencyKey, requestDigest: request.requestDigest });
    expect(again.id).toBe(first.id);
    await expect(
      world.submit({ idempotencyKey: request.idempotencyKey, requestDigest: "other" }),
    ).rejects.toMatchObject({ problem: { code: "idempotency_key_reused" } });
  });
});

describe("cancel", () => {
  test("takes a waiting job out of the queue", async () => {
    const world = await World.create();
    await world.submit();
    const waiting = await world.submit();
    expect(await world.as("api").cancel(waiting.id, "ada")).toMatchObject({
      stopped: "waiting",
      job: { state: "cancelled" },
    });
  });

  test("ends a training job: the config is gone, nobody may claim, the machine goes off", async () => {
    const world = await World.create();
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    world.now += 6_000;
    await world.claim();
    expect(await world.as("api").cancel(id, "ada")).toMatchObject({ stopped: "machine", job: { state: "cancelled" } });
    expect(world.config()).toBeNull();
    await world.as("stop").reconcile(MAIN);
    await world.pass(40_000);
    expect(world.machines.stateOf(I1)).toBe("stopped");
    expect((await world.status()).status).toBe("sleeping");
  });

  test("ends a job whose machine still boots: its attempt is closed for ever", async () => {
    const world = await World.create();
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    await world.as("api").cancel(id, "ada");
    expect(world.claimOf(id, 1)).toMatchObject({ closed: "cancelled" });
    await world.pass(40_000);
    expect(world.machines.stateOf(I1)).toBe("stopped");
  });

  test("a second cancel is refused, and a finished job stays finished", async () => {
    const world = await World.create();
    const { id } = await world.submit();
    await world.as("api").cancel(id, "ada");
    await expect(world.as("api").cancel(id, "ada")).rejects.toMatchObject({ problem: { code: "job_already_ended" } });
  });
});

describe("machines that fail", () => {
  test("no capacity on the first instance: the next one is started", async () => {
    const world = await World.create({
      fleet: [{ name: MAIN, instances: { "text-classification": [I1, I2] }, reports: true, usdPerHour: null }],
    });
    world.machines.refuseStarts(I1, "capacity");
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    expect(world.machines.stateOf(I2)).toBe("pending");
    expect(await world.job(id)).toMatchObject({ instance: I2, faults: 0 });
  });

  test("no capacity anywhere: the job waits again at no cost, and gets its machine when there is one", async () => {
    const world = await World.create();
    world.machines.refuseStarts(I1, "capacity", 1);
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    expect(await world.job(id)).toMatchObject({ state: "queued", server: null, faults: 0 });
    expect((await world.status()).backoff_until).not.toBeNull();
    await world.pass(60_000);
    expect(await world.job(id)).toMatchObject({ state: "assigned", faults: 0 });
    expect(world.machines.stateOf(I1)).toBe("running");
  });

  test("a quota is permanent and named", async () => {
    const world = await World.create();
    world.machines.refuseStarts(I1, "quota");
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    expect((await world.job(id)).outcome).toMatchObject({ reason: "quota_exceeded" });
    expect((await world.job(id)).outcome?.detail).toContain("VcpuLimitExceeded");
  });

  test("a machine that never takes the job is stopped and booted again, then the job fails with its reason", async () => {
    const world = await World.create();
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    await world.pass(600_000);
    expect(await world.job(id)).toMatchObject({
      state: "failed",
      faults: 2,
      outcome: { reason: "boot_timeout", attempt: 3 },
    });
    expect(world.machines.stateOf(I1)).toBe("stopped");
    expect((await world.status()).status).toBe("sleeping");
  });

  test("a silent machine is suspected, looked at again, fenced off, and the next attempt runs", async () => {
    const world = await World.create();
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    world.now += 6_000;
    await world.claim();
    await world.pass(45_000);
    expect((await world.job(id)).attempt).toBe(2);
    await world.pass(40_000);
    expect(world.config()).toMatchObject({ attempt: 2, resume_prefix: `jobs/${id}/attempts/1/checkpoint/` });
    await world.claim(I1, MAIN, "boot-2");
    await world.finish();
    await world.pass(40_000);
    expect(await world.job(id)).toMatchObject({ state: "succeeded", faults: 1, outcome: { attempt: 2 } });
    expect(world.machines.stateOf(I1)).toBe("stopped");
  });

  test("a machine that beats is never suspected for long", async () => {
    const world = await World.create();
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    world.now += 6_000;
    await world.claim();
    for (let beat = 0; beat < 20; beat++) {
      await world.beat();
      await world.pass(25_000);
    }
    expect(await world.job(id)).toMatchObject({ state: "assigned", attempt: 1, faults: 0 });
  });

  test("a machine that lost its power is switched on again and keeps its attempt", async () => {
    const world = await World.create();
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    world.now += 12_000;
    await world.claim();
    world.machines.powerOff(I1);
    await world.pass(20_000);
    expect(world.machines.stateOf(I1)).toBe("running");
    expect(await world.job(id)).toMatchObject({ attempt: 1, faults: 0, starts: 2 });
  });

  test("a machine that is on without a job is switched off after the grace time", async () => {
    const world = await World.create();
    world.machines.switchOn(I1);
    await world.pass(80_000);
    expect(world.machines.stateOf(I1)).toBe("stopped");
    expect((await world.status()).status).toBe("sleeping");
  });
});

describe("hands in the bucket", () => {
  test("a training config that no job means is swept away, or the server would be stuck for ever", async () => {
    const world = await World.create();
    world.store.edit(trainingConfigKey(MAIN), '{"token":"nobody"}');
    await world.pass(5_000);
    expect(world.config()).toBeNull();
    expect((await world.submit()).state).toBe("assigned");
  });

  test("a status reset by hand while a job trains is put right: the live config wins", async () => {
    const world = await World.create();
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    world.now += 6_000;
    await world.claim();
    world.store.edit("status.json", '{"status":"sleeping","token":null,"task_type":null,"dev_mode":false}');
    const other = await world.submit();
    await world.beat();
    await world.pass(10_000);
    expect(await world.status()).toMatchObject({ status: "active", token: id });
    await world.finish();
    await world.as("stop").reconcile(MAIN);
    expect(await world.job(id)).toMatchObject({ state: "succeeded" });
    expect((await world.job(other.id)).state).toBe("assigned");
  });

  test.each(["", "not json", '{"status":"resting"}'])(
    "a status that reads %j is rebuilt, and kept aside",
    async (body) => {
      const world = await World.create();
      world.store.edit("status.json", body);
      await world.pass(40_000);
      expect((await world.status()).status).toBe("sleeping");
      expect(world.store.keys().some((key) => key.startsWith("status.json.broken-"))).toBe(true);
    },
  );

  test("a config deleted by a third hand ends the job as config_removed, never as success", async () => {
    const world = await World.create();
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    world.now += 6_000;
    await world.claim();
    await world.deleteConfig();
    await world.as("stop").reconcile(MAIN);
    expect(await world.job(id)).toMatchObject({ state: "failed", outcome: { reason: "config_removed" } });
  });
});

test("a server of the original contract only reads and deletes its config, and its job counts as trained", async () => {
  const world = await World.create({
    fleet: [{ name: MAIN, instances: { "text-classification": [I1] }, reports: false, usdPerHour: null }],
  });
  const { id } = await world.submit();
  await world.as("start").reconcile(MAIN);
  await world.pass(300_000);
  expect(await world.job(id)).toMatchObject({ state: "assigned" });
  await world.deleteConfig();
  await world.as("stop").reconcile(MAIN);
  expect(await world.job(id)).toMatchObject({ state: "succeeded", outcome: { reason: "trained_unreported" } });
  await world.pass(40_000);
  expect(world.machines.stateOf(I1)).toBe("stopped");
});
