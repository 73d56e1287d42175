import { describeWhy, JobState, jobKey, StoredJob, type WhyReason } from "@flash/schemas";
import { describe, expect, test } from "vitest";
import { explain, type WhyFacts } from "../src/job/why.ts";
import { CLOCKS, I1, MAIN, World } from "../testing/world.ts";

/** What `explain` is given after a few steps of a world; the claim and the heartbeat are the test's own. */
async function factsOf(world: World, id: StoredJob["id"], more: Partial<WhyFacts> = {}): Promise<WhyFacts> {
  const read = await world.documents.read(jobKey(id), StoredJob);
  if (read.kind !== "found") throw new Error("no such job");
  return {
    job: read.doc.value,
    now: world.at,
    clocks: CLOCKS,
    queuePosition: null,
    servers: [{ name: MAIN, status: await world.status() }],
    claim: null,
    progress: null,
    ...more,
  };
}
const codes = (reasons: readonly WhyReason[]): readonly string[] => reasons.map(({ code }) => code);

describe("why is my job where it is", () => {
  test("it waits for a server that trains another job", async () => {
    const world = await World.create();
    await world.submit();
    const { id } = await world.submit();
    const chain = explain(await factsOf(world, id, { queuePosition: 2 }));
    expect(codes(chain)).toEqual(["in_queue", "server_busy"]);
    expect(chain.map(describeWhy)[0]).toMatch(/^waiting: 1 ahead/u);
  });

  test("it waits for a server that is stopping, and says when it is looked at again", async () => {
    const world = await World.create();
    const first = await world.submit();
    await world.as("api").cancel(first.id, "ada");
    const { id } = await world.submit();
    const chain = explain(await factsOf(world, id, { queuePosition: 1 }));
    expect(codes(chain)).toEqual(["in_queue", "server_stopping"]);
    expect(describeWhy(chain[1] ?? never())).toMatch(
      /^server default is stopping, looked at again at \d\d:\d\d:\d\d$/u,
    );
  });

  test("its machine is to be started, boots, trains, is suspected", async () => {
    const world = await World.create();
    const { id } = await world.submit();
    expect(codes(explain(await factsOf(world, id)))).toEqual(["machine_to_start"]);
    await world.as("start").reconcile(MAIN);
    expect(codes(explain(await factsOf(world, id)))).toEqual(["booting"]);
    world.now += 6_000;
    await world.claim();
    const claim = { instance: I1, at: world.at };
    expect(codes(explain(await factsOf(world, id, { claim })))).toEqual(["training"]);
    await world.pass(35_000, 35_000);
    expect(codes(explain(await factsOf(world, id, { claim })))).toEqual(["training", "suspected"]);
    await world.pass(10_000, 10_000);
    expect(codes(explain(await factsOf(world, id)))).toEqual(["fencing"]);
  });

  test("no machine is to be had: the server says when it tries again", async () => {
    const world = await World.create();
    world.machines.refuseStarts(I1, "capacity");
    const { id } = await world.submit();
    await world.as("start").reconcile(MAIN);
    expect(codes(explain(await factsOf(world, id)))).toEqual(["in_queue", "server_stopping"]);
    await world.pass(25_000);
    expect(codes(explain(await factsOf(world, id)))).toEqual(["in_queue", "server_backing_off"]);
  });

  test("in dev mode it waits for a person", async () => {
    const world = await World.create({ devMode: true });
    const { id } = await world.submit();
    expect(explain(await factsOf(world, id))).toMatchObject([{ code: "dev_mode", mover: "person" }]);
  });

  test("it is over", async () => {
    const world = await World.create();
    const { id } = await world.submit();
    await world.as("api").cancel(id, "ada");
    expect(explain(await factsOf(world, id))).toEqual([
      { code: "ended", mover: "nobody", until: null, reason: "cancelled" },
    ]);
  });
});

const never = (): never => {
  throw new Error("the chain is shorter than expected");
};

describe("no state that is not terminal exists without an owner and a deadline", () => {
  /** Every combination of the stored fields that tell states apart. */
  const states = ["queued", "assigned"].flatMap((state) =>
    [null, 1].flatMap((config) =>
      [null, 1].flatMap((started) =>
        [false, true].flatMap((warm) =>
          ["none", "fence", "requeue", "ending"].flatMap((intent) =>
            [false, true].flatMap((claimed) =>
              [false, true].map((devMode) => ({ state, config, started, warm, intent, claimed, devMode })),
            ),
          ),
        ),
      ),
    ),
  );

  test(`all ${states.length} of them`, async () => {
    const world = await World.create();
    const { id } = await world.submit();
    const base = await factsOf(world, id);
    const status = await world.status();
    for (const { state, config, started, warm, intent, claimed, devMode } of states) {
      const job = StoredJob.parse({
        ...base.job,
        state,
        warm,
        config_created_at: config === null ? null : base.now,
        started_at: started === null ? null : base.now,
        fence: intent === "fence" ? { instance: I1, at: base.now } : null,
        requeue: intent === "requeue" ? { why: "capacity", at: base.now } : null,
        ending: intent === "ending" ? { reason: "cancelled", detail: "", by: "ada", at: base.now } : null,
      });
      const chain = explain({
        ...base,
        job,
        servers: [{ name: MAIN, status: { ...status, dev_mode: devMode } }],
        claim: claimed ? { instance: I1, at: base.now } : null,
      });
      expect(chain.length).toBeGreaterThan(0);
      for (const { mover, until } of chain) {
        expect(mover).not.toBe("nobody");
        expect(until).not.toBeNull();
        expect(until).toBeGreaterThanOrEqual(base.now);
      }
    }
    expect(JobState.options.length).toBe(8);
  });
});
