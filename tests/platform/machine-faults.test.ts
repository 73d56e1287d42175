/**
 * What users of comparable systems complain about most, against real processes. The numbers are those of the list of
 * failure modes in docs/failure-modes.md.
 */
import { Clocks, Fleet } from "@flash/control-plane";
import { LOCAL_CLOCKS } from "@flash/local";
import { DEFAULT_SERVER, type InstanceId } from "@flash/schemas";
import type { Job } from "@flash/sdk";
import { afterEach, describe, expect, test } from "vitest";
import { pacedTrainings } from "./paced-trainings.ts";
import { isSleeping, platformScene, QUICK, TINY_CSV, until, uploadTiny } from "./scene.ts";

/** A few seconds where AWS has minutes: silence shows at once, and a boot on a busy machine still fits. */
const CLOCKS = Clocks.parse({ ...LOCAL_CLOCKS, maxSilenceMs: 5_000, maxBootMs: 20_000, secondLookMs: 1_000 });
/** Several servers, so that no test waits until the machine of the one before was switched off. */
const SERVERS = 6;
const FLEET = Fleet.parse(
  Array.from({ length: SERVERS }, (_, index) => ({
    name: index === 0 ? DEFAULT_SERVER : `spare-${index}`,
    instances: { "text-classification": [`i-0000000000000000${index}`] },
  })),
);
/** Whatever befalls a machine befalls it while it trains. */
const { machineEnv, hurry } = pacedTrainings();
const scene = platformScene({ clocks: CLOCKS, fleet: FLEET, sweepEveryMs: 2_000, machineEnv });

/** More than a minute, unless it is hurried. */
const LONG = { taskType: "text-classification", hyperparameters: { model: "gru", epochs: 100 } } as const;

async function machineOf(job: Job): Promise<InstanceId> {
  const { server } = await job.get();
  const [instance] = FLEET.find(({ name }) => name === server)?.instances["text-classification"] ?? [];
  if (instance === undefined) throw new Error(`job ${job.id} has no server`);
  return instance;
}

async function trainingJob(): Promise<{ readonly job: Job; readonly instance: InstanceId }> {
  const { flash } = scene();
  const job = await flash.train({ dataset: await uploadTiny(flash), ...LONG });
  await until("it trains", async () => (((await job.get()).progress?.metrics.length ?? 0) > 0 ? true : null));
  return { job, instance: await machineOf(job) };
}

/** Its machine was given up on, and the job is at work again. */
const triedAgain = (job: Job): Promise<true> =>
  until("it has its next attempt", async () => ((await job.get()).attempt === 2 ? true : null));

afterEach(() => {
  const { platform } = scene();
  platform.ec2.faults.clear();
  platform.functions.faults.clear();
  platform.s3.faults.clear();
});

// Each has a machine of its own, and all they wait for is time.
describe.concurrent("the machine", { timeout: 240_000 }, () => {
  test("1, 2: its agent is killed and the box stays on: it is noticed by its silence, switched off, and the job runs again", async () => {
    const { job, instance } = await trainingJob();
    await scene().platform.ec2.kill(instance);
    await triedAgain(job);
    hurry(job);
    const ended = await job.wait();
    expect(ended).toMatchObject({ state: "succeeded", attempt: 2 });
    expect(
      ended.timeline.some(({ event, detail }) => event === "retried" && /machine_silent/u.test(detail ?? "")),
    ).toBe(true);
  });

  test("2, 15: it freezes: the frozen attempt does no harm when it wakes, and the reason is in the timeline", async () => {
    const { job, instance } = await trainingJob();
    await scene().platform.ec2.freeze(instance);
    await triedAgain(job);
    hurry(job);
    expect(await job.wait()).toMatchObject({ state: "succeeded", attempt: 2 });
  });

  test("its power fails: it is switched on again and goes on with the same attempt", async () => {
    const { job, instance } = await trainingJob();
    await scene().platform.ec2.cutPower(instance);
    hurry(job);
    const ended = await job.wait();
    expect(ended).toMatchObject({ state: "succeeded", attempt: 1 });
    expect(ended.timeline.map(({ event }) => event)).toContain("interrupted");
  });

  test("19: a job is cancelled while it trains: the answer says that a machine is being stopped, and it is", async () => {
    const { platform } = scene();
    const { job, instance } = await trainingJob();
    expect(await job.cancel()).toMatchObject({ stopped: "machine", job: { state: "cancelled" } });
    await platform.ec2.reached(instance, "stopped");
  });
});

describe("EC2", { timeout: 240_000 }, () => {
  test("9: it boots and nothing takes the job: boot_timeout with its remedy, and the machine is off", async () => {
    const { flash, platform } = scene();
    const dataset = await uploadTiny(flash);
    platform.ec2.faults.slowBoot({ pendingMs: 600_000 });
    // The clock goes by sweeps: none of them finds the boot too slow before it was looked at.
    const sweepAgain = platform.functions.faults.onEvent({ functionName: "sweep", fate: "drop" });
    const job = await flash.train({ dataset, ...QUICK, limits: { maxBootMs: 2_000, maxAttempts: 1 } });
    const booting = await until("it boots", async () => {
      const [nearest] = (await job.why()).reasons;
      return nearest?.reason.code === "booting" ? nearest : null;
    });
    sweepAgain();
    expect(booting.reason).toMatchObject({ mover: "training_server", until: expect.any(Number) as number });
    expect(booting.sentence).not.toBe("");
    const { outcome, server } = await job.wait();
    expect(outcome).toMatchObject({ reason: "boot_timeout" });
    expect((await job.why()).reasons[0]?.reason).toMatchObject({ code: "ended", reason: "boot_timeout", until: null });
    expect(outcome.remedy).not.toBe("");
    // EC2 refuses to stop what is still pending: the machine's host gives up here.
    const [instance] = FLEET.find(({ name }) => name === server)?.instances["text-classification"] ?? [];
    await platform.ec2.cutPower(instance ?? "");
  });

  test("6, 7: it has no capacity: the job waits, loses nothing, and trains when there is some", async () => {
    const { flash, platform } = scene();
    const dataset = await uploadTiny(flash);
    platform.ec2.faults.refuse({ code: "InsufficientInstanceCapacity", actions: ["StartInstances"], times: 8 });
    const job = await flash.train({ dataset, ...QUICK });
    const ended = await job.wait();
    expect(ended).toMatchObject({ state: "succeeded" });
    expect(ended.timeline.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["start_refused", "requeued", "ended"]),
    );
  });

  test("7, 16: a quota is permanent, named, and no retry storm", async () => {
    const { flash, platform } = scene();
    const dataset = await uploadTiny(flash);
    platform.ec2.faults.refuse({ code: "VcpuLimitExceeded", actions: ["StartInstances"] });
    const before = platform.ec2.calls.filter(({ action }) => action === "StartInstances").length;
    const job = await flash.train({ dataset, ...QUICK });
    const { outcome } = await job.wait();
    expect(outcome.reason).toBe("quota_exceeded");
    expect(outcome.detail).toContain("VcpuLimitExceeded");
    const calls = platform.ec2.calls.filter(({ action }) => action === "StartInstances").length - before;
    // Event, sweep and nudge may ask at the same moment, once each; a storm would be one call a second.
    expect(calls).toBeLessThanOrEqual(4);
  });
});

describe("events and the disk", { timeout: 240_000 }, () => {
  test("12: every S3 event is lost: the sweep alone starts and stops the machine", async () => {
    const { flash, platform } = scene();
    platform.s3.faults.disturbEvents({ kind: "drop", times: 1_000 });
    const job = await flash.train({ dataset: await uploadTiny(flash), ...QUICK });
    expect(await job.wait()).toMatchObject({ state: "succeeded", attempt: 1 });
  });

  test("12: every S3 event comes twice: one start, one end", async () => {
    const { flash, platform } = scene();
    platform.s3.faults.disturbEvents({ kind: "double", times: 1_000 });
    const job = await flash.train({ dataset: await uploadTiny(flash), ...QUICK });
    const { timeline } = await job.wait();
    expect(timeline.filter(({ event }) => event === "machine_started")).toHaveLength(1);
    expect(timeline.filter(({ event }) => event === "ended")).toHaveLength(1);
  });

  test("the platform's disk is full for a while: nothing is lost, and the job ends when there is room again", async () => {
    const { platform, flash } = scene();
    const { job } = await trainingJob();
    platform.s3.faults.diskFull = true;
    // Bytes that the owner has already would not be sent.
    const others = `${TINY_CSV}"not sent by anybody else",ham\n`;
    await expect(uploadTiny(flash, others)).rejects.toMatchObject({ code: expect.stringMatching(/./u) as string });
    platform.s3.faults.diskFull = false;
    hurry(job);
    expect(await job.wait()).toMatchObject({ state: "succeeded" });
  });
});

test("after all of it every server sleeps and every machine is off", { timeout: 300_000 }, async () => {
  const { platform } = scene();
  await until("every server sleeps", () => isSleeping(scene()), 100_000);
  for (const [instance] of FLEET.map(({ instances }) => instances["text-classification"] ?? [])) {
    if (instance !== undefined) expect(platform.ec2.state(instance)).toBe("stopped");
  }
});
