import type { Reason } from "@flash/schemas";
import { expect, test } from "vitest";
import { MAIN, World } from "../testing/world.ts";

type End = readonly [how: string, reason: Reason, live: (world: World) => Promise<unknown>];

const train = async (world: World): Promise<void> => {
  await world.submit();
  await world.as("start").reconcile(MAIN);
  world.now += 6_000;
  await world.claim();
};

/** Every way in which a job becomes terminal, by the function that writes it. */
const ENDS: readonly End[] = [
  [
    "a training that is done, in the rule",
    "trained",
    async (world) => {
      await train(world);
      await world.finish();
      await world.as("stop").reconcile(MAIN);
    },
  ],
  [
    "a machine that runs, cancelled in the API",
    "cancelled",
    async (world) => {
      await train(world);
      const { token } = await world.status();
      if (token !== null) await world.as("api").cancel(token, "ada");
    },
  ],
  [
    "a job in the queue, cancelled in the API",
    "cancelled",
    async (world) => {
      await world.submit();
      const { id } = await world.submit();
      await world.as("api").cancel(id, "ada");
    },
  ],
  [
    "a job that is not to wait, refused in the API",
    "server_busy",
    async (world) => {
      await world.submit();
      await expect(world.submit({ onBusy: "reject" })).rejects.toThrow("is busy");
    },
  ],
  [
    "a job that waited too long, found by the sweep",
    "queue_timeout",
    async (world) => {
      await train(world);
      await world.submit({ limits: { max_queue_ms: 10_000 } });
      await world.beat();
      await world.pass(20_000);
    },
  ],
  [
    "a cancelled job whose server a hand took away, found by the sweep",
    "cancelled",
    async (world) => {
      await train(world);
      const { token } = await world.status();
      await world.store.put("status.json", JSON.stringify({ status: "sleeping", token: null, dev_mode: false }));
      if (token !== null) await world.as("api").cancel(token, "ada");
      await world.as("sweep").sweep();
    },
  ],
];

test.each(ENDS)("%s is told once, whoever looks afterwards", async (_, reason, live) => {
  const world = await World.create();
  await live(world);
  const told = () => world.log.filter((entry) => entry.event === "job_ended" && entry.reason === reason);
  expect(told()).toHaveLength(1);
  await world.pass(10_000);
  await world.as("start").reconcile(MAIN);
  expect(told()).toHaveLength(1);
});

test("an end says how long the job waited, a receipt how long its machine booted, trained, and was on", async () => {
  const world = await World.create();
  await train(world);
  world.now += 10_000;
  await world.finish();
  await world.as("stop").reconcile(MAIN);
  await world.pass(30_000);
  expect(world.log).toContainEqual(expect.objectContaining({ event: "job_ended", outcome: "succeeded", queuedS: 0 }));
  const receipt = world.log.find(({ event }) => event === "receipt_written");
  expect(receipt).toMatchObject({ bootS: 6, runS: 10 });
  expect(receipt !== undefined && "secondsOn" in receipt ? receipt.secondsOn : 0).toBeGreaterThanOrEqual(16);
});
