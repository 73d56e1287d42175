import { OPEN_PREFIX, QUEUE_PREFIX } from "@flash/schemas";
import { describe, expect, test } from "vitest";
import type { StoreCall, StoreFault } from "../testing/fake-object-store.ts";
import { I1, MAIN, World } from "../testing/world.ts";

const isWrite = ({ op }: StoreCall): boolean => op !== "get" && op !== "list";

/** The calls of the control plane and nobody else: the training server's own faults are another matter. */
class Crash {
  #left: number;
  readonly #after: boolean;
  armed = false;
  /** How many writes the scenario makes in all, when none of them crashes. */
  writes = 0;

  constructor(nth: number, after: boolean) {
    this.#left = nth;
    this.#after = after;
  }

  at(moment: "before" | "after", call: StoreCall): void {
    if (!this.armed || !isWrite(call)) return;
    if (moment === "before") this.writes += 1;
    if ((moment === "after") !== this.#after) return;
    if (this.#left > 0 && (this.#left -= 1) === 0) throw new Error(`crashed ${moment} ${call.op} ${call.key}`);
  }
}

/** One step of the control plane that may crash, as a Lambda does: it is gone, and the next nudge finds what it left. */
async function survive(crash: Crash, step: () => Promise<unknown>): Promise<boolean> {
  crash.armed = true;
  try {
    await step();
    return true;
  } catch (error) {
    if (!String(error).includes("crashed")) throw error;
    return false;
  } finally {
    crash.armed = false;
  }
}

/** From submission to sleeping, with the training server doing its part whenever a config is there. */
async function life(crash: Crash, options: { readonly devMode: boolean; readonly fault?: StoreFault }): Promise<World> {
  const world = await World.create({
    devMode: options.devMode,
    hooks: { before: (call) => crash.at("before", call), after: (call) => crash.at("after", call) },
  });
  const request = world.newJob();
  // The caller repeats a call that failed, with its idempotency key, as the SDK does.
  for (let tries = 0; tries < 3 && !(await survive(crash, () => world.as("api").submit(request))); tries++);
  await survive(crash, () => world.as("start").reconcile(MAIN));
  const claimed = new Set<string>();
  for (let round = 0; round < 60; round++) {
    world.now += 5_000;
    const config = world.config();
    const running = options.devMode || world.machines.stateOf(I1) === "running";
    if (config !== null && running) {
      const mine = claimed.has(config.keys.claim) || (await world.claim(options.devMode ? null : I1));
      if (mine) {
        claimed.add(config.keys.claim);
        await world.beat();
        if (round % 3 === 0) {
          await world.finish();
          await survive(crash, () => world.as("stop").reconcile(MAIN));
        }
      }
    }
    await survive(crash, () => world.as("sweep").sweep());
  }
  return world;
}

async function expectOneCleanEnd(world: World): Promise<void> {
  const jobs = world.store.keys().filter((key) => key.endsWith("/job.json"));
  expect(jobs).toHaveLength(1);
  const job = JSON.parse(world.store.peek(jobs[0] ?? "") ?? "null") as { state: string; faults: number; attempt: number };
  expect(job).toMatchObject({ state: "succeeded", faults: 0, attempt: 1 });
  expect(await world.status()).toMatchObject({ status: "sleeping", token: null, stopping: null });
  expect(world.machines.stateOf(I1)).toBe("stopped");
  expect(world.config()).toBeNull();
  const left = world.store.keys().filter((key) => key.startsWith(OPEN_PREFIX) || key.startsWith(QUEUE_PREFIX));
  expect(left).toEqual([]);
  expect(world.store.keys().filter((key) => key.endsWith("receipt.json"))).toHaveLength(1);
}

describe.each([{ devMode: false }, { devMode: true }])("with dev mode $devMode", ({ devMode }) => {
  test("a crash before or after any single write of a job's whole life changes nothing of its end", async () => {
    const undisturbed = new Crash(0, false);
    await expectOneCleanEnd(await life(undisturbed, { devMode }));
    expect(undisturbed.writes).toBeGreaterThan(12);
    for (let nth = 1; nth <= undisturbed.writes; nth++) {
      for (const after of [false, true]) await expectOneCleanEnd(await life(new Crash(nth, after), { devMode }));
    }
  });
});

test.each(["fail", "commit_then_fail", "conflict", "commit_then_refuse"] as const)(
  "S3 answers any single write of the control plane with %s: the job ends once, at no cost",
  async (fault) => {
    const count = new Crash(0, false);
    await life(count, { devMode: false });
    for (let nth = 0; nth < count.writes; nth++) {
      const crash = new Crash(0, false);
      const world = await lifeWithFault(crash, fault, nth);
      await expectOneCleanEnd(world);
    }
  },
);

/** As {@link life}, with S3 misbehaving at the nth conditional or plain write. */
async function lifeWithFault(crash: Crash, fault: StoreFault, nth: number): Promise<World> {
  const world = await World.create();
  let seen = 0;
  let armed = false;
  world.store.inject(fault, (call) => armed && isWrite(call) && seen++ === nth, 1);
  const step = async (work: () => Promise<unknown>): Promise<void> => {
    armed = true;
    try {
      await work();
    } catch (error) {
      if (!String(error).includes("the store failed")) throw error;
    } finally {
      armed = false;
    }
  };
  const request = world.newJob();
  await step(() => world.as("api").submit(request));
  await step(() => world.as("api").submit(request));
  await step(() => world.as("start").reconcile(MAIN));
  const claimed = new Set<string>();
  for (let round = 0; round < 40; round++) {
    world.now += 5_000;
    const config = world.config();
    if (config !== null && world.machines.stateOf(I1) === "running") {
      if (claimed.has(config.keys.claim) || (await world.claim())) {
        claimed.add(config.keys.claim);
        await world.beat();
        if (round % 3 === 0) {
          await world.finish();
          await step(() => world.as("stop").reconcile(MAIN));
        }
      }
    }
    await step(() => world.as("sweep").sweep());
  }
  void crash;
  return world;
}
