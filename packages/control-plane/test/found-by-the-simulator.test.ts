import {
  claimKey,
  DEFAULT_SERVER,
  InstanceId,
  type JobId,
  jobKey,
  progressKey,
  queueKey,
  receiptKey,
  ServerName,
  StoredJob,
  StoredReceipt,
  statusKey,
  trainingConfigKey,
} from "@flash/schemas";
import { describe, expect, test } from "vitest";
import { type ControlPlane, createControlPlane } from "../src/control-plane.ts";
import type { StoreCall } from "../testing/fake-object-store.ts";
import { I1, I2, MAIN, World, type WorldOptions } from "../testing/world.ts";

const GPU = ServerName.parse("gpu-1");
const I3 = InstanceId.parse("i-0000000000000000c");
const server = (name: ServerName, ...instances: InstanceId[]) => ({
  name,
  instances: { "text-classification": instances },
  reports: true,
  usdPerHour: 1,
});

/** A world in which something happens right after the first call that fits. */
async function interrupted(
  options: WorldOptions = {},
): Promise<{ world: World; once: (fits: (call: StoreCall) => boolean, happens: () => unknown) => void }> {
  let waiting: { fits: (call: StoreCall) => boolean; happens: () => unknown } | null = null;
  const after = async (call: StoreCall): Promise<void> => {
    if (waiting === null || !waiting.fits(call)) return;
    const { happens } = waiting;
    waiting = null;
    await happens();
  };
  const world = await World.create({ ...options, hooks: { after } });
  return { world, once: (fits, happens) => (waiting = { fits, happens }) };
}

const isQueued = ({ op, key }: StoreCall): boolean => op === "put" && key.startsWith("queue/");
const receiptOf = (world: World, id: JobId): StoredReceipt | null => {
  const body = world.store.peek(receiptKey(id));
  return body === null ? null : StoredReceipt.parse(JSON.parse(body));
};

async function training(world: World, instance: InstanceId = I1): Promise<JobId> {
  const { id } = await world.submit();
  await world.as("start").reconcile(MAIN);
  world.now += 6_000;
  await world.claim(instance);
  return id;
}

test("a job that is not to wait is not refused while a sweep takes the server for it", async () => {
  const { world, once } = await interrupted();
  const crash = (): never => {
    throw new Error("crashed");
  };
  // The sweep comes upon the queue first, and no further than to the server's status.
  once(isQueued, async () => {
    once(({ op, key }) => op === "replace" && key === statusKey(MAIN), crash);
    await world
      .as("sweep")
      .reconcile(MAIN)
      .catch(() => undefined);
  });
  const { id, state } = await world.submit({ onBusy: "reject" });
  expect(state).toBe("assigned");
  expect(await world.status()).toMatchObject({ status: "active", token: id });
  expect(world.config()).toMatchObject({ token: id });
});

describe("a job that goes back to the queue", () => {
  test("is not given the server again that is being put aside for want of a machine", async () => {
    const { world, once } = await interrupted();
    world.machines.refuseStarts(I1, "capacity");
    const { id } = await world.submit();
    once(isQueued, () => world.as("stop").reconcile(MAIN));
    await world.as("start").reconcile(MAIN);
    expect(await world.job(id)).toMatchObject({ state: "queued", server: null });
    expect((await world.status()).stopping).not.toBeNull();
  });

  test("is not assigned by whoever read its server's status before that was put aside", async () => {
    const { world, once } = await interrupted();
    const crash = (): never => {
      throw new Error("crashed");
    };
    once(({ op, key }) => op === "replace" && key === statusKey(MAIN), crash);
    await expect(world.submit()).rejects.toThrow("crashed");
    const held = await world.status();
    const id = held.token;
    if (id === null) throw new Error("the server is not held");
    const stopping = { id: "s", at: world.at, job: null, instance: null, by: "sweep" };
    once(
      ({ op, key }) => op === "get" && key === jobKey(id),
      () =>
        world.store.edit(statusKey(MAIN), JSON.stringify({ ...held, rev: 9, write_id: "x", token: null, stopping })),
    );
    await world.as("start").reconcile(MAIN);
    expect(await world.job(id)).toMatchObject({ state: "queued", server: null });
  });

  test("keeps the config of its next attempt when a function goes on that had read the one before", async () => {
    const { world, once } = await interrupted();
    world.machines.refuseStarts(I1, "capacity");
    const { id } = await world.submit();
    const crash = (): never => {
      throw new Error("crashed");
    };
    once(({ op, key }) => op === "replace" && key === jobKey(id), crash);
    await expect(world.as("start").reconcile(MAIN)).rejects.toThrow("crashed");
    expect(await world.job(id)).toMatchObject({ attempt: 1, requeue: { why: "capacity" } });
    once(
      ({ op, key }) => op === "get" && key === jobKey(id),
      async () => {
        world.machines.refuseStarts(I1, null);
        await world.pass(60_000);
      },
    );
    await world.as("sweep").reconcile(MAIN);
    expect(await world.job(id)).toMatchObject({ state: "assigned", attempt: 2 });
    expect(world.config()).toMatchObject({ token: id, attempt: 2 });
  });

  test("leaves no config behind that a function creates too late", async () => {
    const { world, once } = await interrupted();
    world.machines.refuseStarts(I1, "capacity");
    const { id } = await world.submit();
    const late = world.store.peek(trainingConfigKey(MAIN));
    const crash = (): never => {
      throw new Error("crashed");
    };
    once(({ op, key }) => op === "replace" && key === statusKey(MAIN), crash);
    await expect(world.as("start").reconcile(MAIN)).rejects.toThrow("crashed");
    world.store.edit(trainingConfigKey(MAIN), late);
    await world.as("start").reconcile(MAIN);
    expect(world.config()).toBeNull();
    expect(await world.status()).toMatchObject({ token: null, stopping: expect.anything() });
    await world.as("sweep").sweep();
    expect(await world.job(id)).toMatchObject({ state: "queued", faults: 0 });
  });

  test("keeps its config when a machine takes it after all, though its server's status was read before it named the job", async () => {
    const { world, once } = await interrupted();
    const { id } = await world.submit();
    const holding = world.store.peek(statusKey(MAIN));
    const job = await world.job(id);
    world.store.edit(jobKey(id), JSON.stringify({ ...job, rev: 8, requeue: { why: "capacity", at: world.at } }));
    world.store.edit(statusKey(MAIN), '{"status":"sleeping","token":null,"task_type":null,"dev_mode":false}');
    once(
      ({ op, key }) => op === "get" && key === statusKey(MAIN),
      () => {
        world.store.edit(statusKey(MAIN), holding);
        once(
          ({ op, key }) => op === "get" && key === trainingConfigKey(MAIN),
          () => world.claim(I1),
        );
      },
    );
    await world.as("start").reconcile(MAIN);
    expect(await world.job(id)).toMatchObject({ state: "assigned", requeue: null, ending: null });
    expect(world.config()).toMatchObject({ token: id });
  });

  test("gets its receipt when it ends while it waits", async () => {
    const { world } = await interrupted({ fleet: [server(MAIN, I1)] });
    const id = await training(world);
    world.store.edit(trainingConfigKey(MAIN), null);
    world.store.edit(statusKey(MAIN), '{"status":"sleeping","token":null,"task_type":null,"dev_mode":false}');
    await world.as("sweep").sweep();
    expect((await world.job(id)).state).toBe("queued");
    await world.as("api").cancel(id, "ada");
    expect(receiptOf(world, id)).toMatchObject({ job: id, server: null, handed_to: null });
  });
});

describe("a second machine of the same server", () => {
  const fleet = [server(MAIN, I1, I2)];

  test("cannot begin an attempt that was given up because the first one failed to boot", async () => {
    const { world } = await interrupted({ fleet });
    world.machines.failBoots(I1);
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    await world.pass(20_000);
    expect(await world.job(id)).toMatchObject({ attempt: 2, fence: expect.anything() });
    expect(world.config()).toMatchObject({ attempt: 1 });
    expect(await world.claim(I2)).toBe(false);
  });

  test("is fenced off as well when it had begun that attempt", async () => {
    const { world, once } = await interrupted({ fleet });
    world.machines.failBoots(I1);
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    world.now += 16_000;
    world.machines.switchOn(I2);
    once(
      ({ op, key }) => op === "replace" && key === jobKey(id),
      () => world.claim(I2),
    );
    await world.as("sweep").sweep();
    expect(await world.job(id)).toMatchObject({ attempt: 2 });
    world.now += 6_000;
    await world.as("sweep").sweep();
    expect(world.machines.stateOf(I2)).toBe("stopping");
    expect(world.config()).toMatchObject({ attempt: 1 });
    await world.pass(30_000);
    expect(world.config()).toMatchObject({ attempt: 2 });
  });

  test("keeps the next job from being handed over while it is still on", async () => {
    const { world } = await interrupted({ fleet });
    await training(world);
    const next = await world.submit();
    world.machines.switchOn(I2);
    world.now += 6_000;
    await world.finish();
    await world.as("stop").reconcile(MAIN);
    expect((await world.job(next.id)).state).toBe("queued");
    expect(await world.status()).toMatchObject({ token: null, stopping: expect.anything() });
  });
});

test("a machine is stopped only in the first half of the lease; later the intent is renewed, and the server sleeps later", async () => {
  const { world } = await interrupted();
  await training(world);
  await world.finish();
  await world.as("stop").reconcile(MAIN);
  const first = (await world.status()).stopping?.at ?? 0;
  world.now += 7_000;
  world.machines.switchOn(I1);
  world.now += 8_000;
  await world.as("sweep").reconcile(MAIN);
  expect(world.machines.stateOf(I1)).toBe("stopping");
  expect((await world.status()).stopping?.at).toBe(first + 15_000);
  world.now += 10_000;
  await world.as("sweep").reconcile(MAIN);
  expect((await world.status()).status).toBe("active");
  world.now += 10_000;
  await world.as("sweep").reconcile(MAIN);
  expect((await world.status()).status).toBe("sleeping");
});

test("a server that holds a job which another server has run does not stop that server's machine", async () => {
  const { world } = await interrupted({ fleet: [server(MAIN, I1), server(GPU, I3)] });
  const id = await training(world);
  await world.finish();
  const gpu = await world.status(GPU);
  world.store.edit(statusKey(GPU), JSON.stringify({ ...gpu, rev: 7, status: "active", token: id }));
  const next = await world.submit();
  await world.as("stop").reconcile(MAIN);
  expect(await world.job(next.id)).toMatchObject({ server: MAIN, warm: true });
  await world.claim(I1);
  await world.as("sweep").reconcile(GPU);
  expect(world.machines.stateOf(I1)).toBe("running");
  expect(await world.status(GPU)).toMatchObject({ status: "sleeping", token: null });
});

describe("a server that the configuration does not know any more", () => {
  const without = (world: World, name: ServerName): ControlPlane =>
    createControlPlane({
      documents: world.documents,
      machines: world.machines,
      fleet: world.fleet.filter((one) => one.name !== name),
      clocks: world.clocks,
      actor: "sweep",
      log: () => undefined,
    });
  const fleet = [server(MAIN, I1, I2), server(GPU, I3)];

  test("finishes its job and stops, also when it is the one named default", async () => {
    const { world } = await interrupted({ fleet });
    const id = await training(world);
    world.now += 40_000;
    await world.beat();
    await without(world, DEFAULT_SERVER).sweep();
    expect(world.machines.stateOf(I1)).toBe("running");
    await world.finish();
    for (let sweeps = 0; sweeps < 6; sweeps++) {
      await without(world, DEFAULT_SERVER).sweep();
      world.now += 10_000;
    }
    expect(await world.job(id)).toMatchObject({ state: "succeeded" });
    expect(world.machines.stateOf(I1)).toBe("stopped");
    expect((await world.status()).status).toBe("sleeping");
  });

  test("keeps the machine that its claim names, though the job had started another one", async () => {
    const { world } = await interrupted({ fleet });
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    world.machines.switchOn(I2);
    world.now += 6_000;
    await world.claim(I2);
    world.now += 25_000;
    await world.beat();
    await without(world, MAIN).sweep();
    expect((await world.job(id)).instance).toBe(I1);
    expect(world.machines.stateOf(I2)).toBe("running");
  });

  test("keeps every machine while none of them has claimed its job yet", async () => {
    const { world } = await interrupted({ fleet });
    await world.submit();
    await world.as("start").reconcile(MAIN);
    world.machines.switchOn(I2);
    world.now += 35_000;
    await without(world, MAIN).sweep();
    expect(world.machines.stateOf(I1)).toBe("running");
    expect(world.machines.stateOf(I2)).toBe("running");
  });

  test("is put aside when it had been handed a job: a function of the older configuration would take it again", async () => {
    const { world, once } = await interrupted({ fleet: [server(MAIN, I1), server(GPU, I3)] });
    await training(world);
    await world.submit();
    const { id } = await world.submit();
    await world.finish();
    const crash = (): never => {
      throw new Error("crashed");
    };
    once(({ op, key }) => op === "replace" && key === statusKey(MAIN), crash);
    await expect(world.as("stop").reconcile(MAIN)).rejects.toThrow("crashed");
    expect((await world.status()).token).toBe(id);
    await without(world, MAIN).sweep();
    expect(await world.status()).toMatchObject({ token: null, stopping: expect.anything() });
    await world.as("stop").reconcile(MAIN);
    expect(await world.job(id)).toMatchObject({ state: "queued", server: null });
  });

  test("is assigned no job any more by a function of the older configuration that had just held it", async () => {
    const { world, once } = await interrupted({ fleet: [server(MAIN, I1), server(GPU, I3)] });
    await training(world);
    await world.submit();
    const { id } = await world.submit();
    await world.finish();
    // Between the hand-over, which names the job in the server's status, and its assignment.
    once(
      ({ op, key }) => op === "remove" && key.startsWith("open/"),
      () => without(world, MAIN).sweep(),
    );
    await world.as("stop").reconcile(MAIN);
    expect(await world.job(id)).toMatchObject({ state: "queued", server: null });
    expect(await world.status()).toMatchObject({ token: null });
  });

  describe("and of which a person has switched a machine on", () => {
    const strayOn = async () => {
      const scene = await interrupted({ fleet: [server(MAIN, I1), server(GPU, I3)] });
      await training(scene.world);
      scene.world.machines.switchOn(I3);
      scene.world.now += scene.world.clocks.stopGraceMs;
      await scene.world.beat();
      return scene;
    };

    test("keeps it when a function of the older configuration gives it a job while the sweep looks", async () => {
      const { world, once } = await strayOn();
      let given: JobId | null = null;
      let looks = 0;
      // The third listing is the last thing that it reads before it turns to such machines.
      once(
        ({ op, key }) => op === "list" && key === "open/" && (looks += 1) === 3,
        async () => {
          ({ id: given } = await world.submit());
          await world.as("start").reconcile(GPU);
          await world.claim(I3, GPU);
        },
      );
      await without(world, GPU).sweep();
      expect((await world.status(GPU)).token).toBe(given);
      expect(world.machines.stateOf(I3)).toBe("running");
    });

    test("is given no job any more by a function of the older configuration when the sweep is about to stop it", async () => {
      const { world, once } = await strayOn();
      once(
        ({ op, key }) => op === "replace" && key === statusKey(GPU),
        () => world.submit(),
      );
      expect(await without(world, GPU).sweep()).toMatchObject({ straysStopped: 1 });
      expect(await world.status(GPU)).toMatchObject({ token: null, stopping: expect.anything() });
      expect(world.machines.stateOf(I3)).toBe("stopping");
    });
  });

  test("has no machine stopped in dev mode", async () => {
    const { world } = await interrupted({ fleet, devMode: true });
    world.machines.switchOn(I3);
    world.now += 60_000;
    await without(world, GPU).sweep();
    expect(world.machines.stateOf(I3)).toBe("running");
  });
});

test("a machine that lost its power in a drought is asked for once per nudge, and keeps its attempt", async () => {
  const { world } = await interrupted();
  const id = await training(world);
  world.machines.powerOff(I1);
  world.machines.refuseStarts(I1, "capacity");
  world.now += 20_000;
  const before = world.machines.calls.filter(({ op }) => op === "start").length;
  await world.as("sweep").reconcile(MAIN);
  expect(world.machines.calls.filter(({ op }) => op === "start")).toHaveLength(before + 1);
  world.machines.refuseStarts(I1, null);
  await world.as("sweep").reconcile(MAIN);
  expect(world.machines.stateOf(I1)).toBe("pending");
  expect(await world.job(id)).toMatchObject({ state: "assigned", attempt: 1, faults: 0 });
});

test("a machine is not given up by a function that stalled between its second look and its decision", async () => {
  const { world, once } = await interrupted();
  const id = await training(world);
  await world.beat();
  world.now += 31_000;
  await world.as("sweep").reconcile(MAIN);
  expect((await world.status()).suspect).toMatchObject({ attempt: 1 });
  world.now += 1_000;
  once(
    ({ op, key }) => op === "get" && key === progressKey(id, 1),
    () => (world.now += 40_000),
  );
  await world.as("sweep").reconcile(MAIN);
  expect(await world.job(id)).toMatchObject({ attempt: 1, fence: null });
  await world.as("sweep").reconcile(MAIN);
  expect(await world.job(id)).toMatchObject({ attempt: 2, fence: expect.anything() });
});

test("a job is not given back while a machine that does not report may work on it", async () => {
  const { world, once } = await interrupted({ fleet: [{ ...server(MAIN, I1), reports: false }, server(GPU, I2)] });
  const { id } = await world.submit();
  await world.as("start").reconcile(MAIN);
  world.machines.powerOff(I1);
  world.machines.refuseStarts(I1, "not_startable");
  world.now += 20_000;
  once(
    ({ op, key }) => op === "create" && key === claimKey(id, 1),
    async () => {
      world.machines.refuseStarts(I1, null);
      await world.machines.start(I1);
    },
  );
  await world.as("sweep").reconcile(MAIN);
  expect(await world.job(id)).toMatchObject({ state: "assigned", server: MAIN, requeue: expect.anything() });
  expect(world.machines.stateOf(I1)).not.toBe("stopped");
  await world.pass(40_000, 1_000);
  expect(world.machines.stateOf(I1)).toBe("stopped");
  expect(await world.job(id)).toMatchObject({ state: "assigned", server: GPU, attempt: 2 });
});

test("a queue entry that was written too late does not hide a job that no server holds any more", async () => {
  const { world } = await interrupted();
  const id = await training(world);
  const { task_type: taskType, queue_deadline: deadline } = await world.job(id);
  world.store.edit(trainingConfigKey(MAIN), null);
  world.store.edit(statusKey(MAIN), '{"status":"sleeping","token":null,"task_type":null,"dev_mode":false}');
  const other = await world.submit();
  expect((await world.job(other.id)).state).toBe("assigned");
  world.store.edit(queueKey({ taskType, jobId: id, deadline }), "");
  await world.as("sweep").sweep();
  expect(await world.job(id)).toMatchObject({ state: "queued", server: null });
});

describe("receipts", () => {
  test("a hand-over that was lost leaves no receipt that tells of it", async () => {
    const { world, once } = await interrupted();
    const id = await training(world);
    await world.submit();
    await world.finish();
    const isJobEnded = ({ op, key }: StoreCall): boolean =>
      op === "list" &&
      key.startsWith("queue/") &&
      StoredJob.parse(JSON.parse(world.store.peek(jobKey(id)) ?? "")).outcome !== null;
    const status = await world.status();
    const stopping = { id: "s", at: world.at, job: id, instance: I1, by: "sweep" };
    once(isJobEnded, () =>
      world.store.edit(statusKey(MAIN), JSON.stringify({ ...status, rev: 9, write_id: "x", token: null, stopping })),
    );
    await world.as("stop").reconcile(MAIN);
    expect(receiptOf(world, id)).toBeNull();
    await world.pass(40_000);
    expect(receiptOf(world, id)).toMatchObject({ handed_to: null, stopped_by: "sweep" });
  });

  test("a crash between the hand-over and the receipt is made good by the sweep", async () => {
    const { world, once } = await interrupted();
    const id = await training(world);
    const next = await world.submit();
    await world.finish();
    const isHandedOver = ({ op, key }: StoreCall): boolean =>
      op === "replace" && key === statusKey(MAIN) && (world.store.peek(key) ?? "").includes(next.id);
    once(isHandedOver, () => {
      throw new Error("crashed");
    });
    await expect(world.as("stop").reconcile(MAIN)).rejects.toThrow("crashed");
    expect(receiptOf(world, id)).toBeNull();
    await world.as("sweep").sweep();
    expect(receiptOf(world, id)).toMatchObject({ job: id, instance: I1 });
    expect(world.store.keys().filter((key) => key === `open/${id}`)).toEqual([]);
  });

  test("a job that got a machine which was still on pays for it from the hand-over on", async () => {
    const { world } = await interrupted({ fleet: [server(MAIN, I1)] });
    await training(world);
    const next = await world.submit();
    await world.finish();
    await world.as("stop").reconcile(MAIN);
    world.now += 1_000;
    await world.claim();
    world.now += 9_000;
    await world.finish();
    await world.as("stop").reconcile(MAIN);
    await world.pass(40_000);
    expect(receiptOf(world, next.id)?.seconds_on).toBeGreaterThanOrEqual(10);
    expect(receiptOf(world, next.id)?.cost_usd).toBeGreaterThan(0);
  });
});
