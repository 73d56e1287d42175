import { OPEN_PREFIX, QUEUE_PREFIX } from "@flash/schemas";
import { describe, expect, test } from "vitest";
import type { StoreCall, StoreFault } from "../testing/fake-object-store.ts";
import { I1, MAIN, World } from "../testing/world.ts";

const isWrite = ({ op }: StoreCall): boolean => op !== "get" && op !== "list";

/**
 * Disturbs the nth write of the control plane and no other: the training server's own faults are another matter.
 * `crash_…`: the function is gone in the middle, as when Lambda takes its sandbox away. The others are S3's answers.
 */
type Disturbance = StoreFault | "crash_before" | "crash_after" | "none";

class Disturber {
  /** How many writes the control plane has made. */
  writes = 0;
  #armed = false;
  readonly #kind: Disturbance;
  readonly #nth: number;

  constructor(kind: Disturbance, nth: number) {
    this.#kind = kind;
    this.#nth = nth;
  }

  async world(devMode: boolean): Promise<World> {
    const crash = (moment: Disturbance) => (call: StoreCall) => {
      if (!this.#armed || !isWrite(call)) return;
      if (moment === "crash_before") this.writes += 1;
      if (this.writes === this.#nth && this.#kind === moment) throw new Error(`crashed at ${call.op} ${call.key}`);
    };
    const hooks = { before: crash("crash_before"), after: crash("crash_after") };
    const world = await World.create({ devMode, hooks });
    if (this.#kind !== "none" && this.#kind !== "crash_before" && this.#kind !== "crash_after") {
      world.store.inject(this.#kind, (call) => this.#armed && isWrite(call) && this.writes === this.#nth);
    }
    return world;
  }

  /** @returns whether the step went through; after a crash the next nudge finds what it left. */
  async survives(step: () => Promise<unknown>): Promise<boolean> {
    this.#armed = true;
    try {
      await step();
      return true;
    } catch (error) {
      if (!/crashed|the store failed/u.test(String(error))) throw error;
      return false;
    } finally {
      this.#armed = false;
    }
  }
}

/** From submission to sleeping, with the training server doing its part whenever a config is there. */
async function live(disturber: Disturber, devMode: boolean): Promise<World> {
  const world = await disturber.world(devMode);
  const request = world.newJob();
  // The caller repeats a call that failed, with its idempotency key, as the SDK does.
  for (let tries = 0; tries < 3 && !(await disturber.survives(() => world.as("api").submit(request))); tries++);
  await disturber.survives(() => world.as("start").reconcile(MAIN));
  const claimed = new Set<string>();
  for (let round = 0; round < 40; round++) {
    world.now += 5_000;
    const config = world.config();
    const isRunning = devMode || world.machines.stateOf(I1) === "running";
    if (config !== null && isRunning && (claimed.has(config.keys.claim) || (await world.claim(devMode ? null : I1)))) {
      claimed.add(config.keys.claim);
      await world.beat();
      if (round % 3 === 0) {
        await world.finish();
        await disturber.survives(() => world.as("stop").reconcile(MAIN));
      }
    }
    await disturber.survives(() => world.as("sweep").sweep());
  }
  return world;
}

async function expectOneCleanEnd(world: World): Promise<void> {
  const jobs = world.store.keys().filter((key) => key.endsWith("/job.json"));
  expect(jobs).toHaveLength(1);
  expect(JSON.parse(world.store.peek(jobs[0] ?? "") ?? "null")).toMatchObject({
    state: "succeeded",
    faults: 0,
    attempt: 1,
  });
  expect(await world.status()).toMatchObject({ status: "sleeping", token: null, stopping: null });
  expect(world.machines.stateOf(I1)).toBe("stopped");
  expect(world.config()).toBeNull();
  const left = world.store.keys().filter((key) => key.startsWith(OPEN_PREFIX) || key.startsWith(QUEUE_PREFIX));
  expect(left).toEqual([]);
  expect(world.store.keys().filter((key) => key.endsWith("receipt.json"))).toHaveLength(1);
}

/** Whoever is gone, or hears of a failure, between its write and its word tells nobody; then nobody else does. */
function expectToldOnce(world: World, kind: Disturbance): void {
  const isSilent = kind === "crash_after" || kind === "commit_then_fail";
  for (const event of ["job_ended", "receipt_written"]) {
    const times = world.log.filter((entry) => entry.event === event).length;
    if (!isSilent || times !== 0) expect(times).toBe(1);
  }
}

describe.each([{ devMode: false }, { devMode: true }])("with dev mode $devMode", ({ devMode }) => {
  test.each(["crash_before", "crash_after", "fail", "commit_then_fail", "conflict", "commit_then_refuse"] as const)(
    "%s at any single write of a job's whole life changes nothing of its end",
    async (kind) => {
      const undisturbed = new Disturber("none", 0);
      await expectOneCleanEnd(await live(undisturbed, devMode));
      expect(undisturbed.writes).toBeGreaterThan(12);
      for (let nth = 1; nth <= undisturbed.writes; nth++) {
        const world = await live(new Disturber(kind, nth), devMode);
        await expectOneCleanEnd(world);
        expectToldOnce(world, kind);
      }
    },
  );
});
