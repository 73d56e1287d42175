import { machinesContract } from "@flash/control-plane/contracts";
import { FakeMachines } from "@flash/control-plane/testing";
import { InstanceId, ServerName } from "@flash/schemas";
import { expect, test } from "vitest";
import { describedTogether } from "./describe-together.ts";

const [ONE, OTHER, UNTAGGED, UNKNOWN] = ["i-00000001", "i-00000002", "i-00000003", "i-0000000f"].map((id) =>
  InstanceId.parse(id),
) as [InstanceId, InstanceId, InstanceId, InstanceId];
const SERVER = ServerName.parse("gpu");

function setUp() {
  const clock = { now: Date.UTC(2026, 10, 25) };
  const fake = new FakeMachines({ now: () => clock.now, bootMs: 3_000, stopMs: 2_000 });
  fake.add(ONE, SERVER).add(OTHER, SERVER).add(UNTAGGED, null);
  return { fake, pass: (ms: number) => void (clock.now += ms) };
}

machinesContract("described together", async () => {
  const { fake, pass } = setUp();
  return {
    machines: describedTogether(fake, 0),
    instances: [ONE, OTHER],
    server: SERVER,
    untagged: UNTAGGED,
    unknown: UNKNOWN,
    tick: async () => pass(1_000),
    faults: {
      refuseStarts: (instance, kind) => fake.refuseStarts(instance, kind),
      failNextBoot: (instance) => fake.failBoots(instance),
      clear: () => [ONE, OTHER].forEach((instance) => fake.refuseStarts(instance, null)),
    },
  };
});

test("what is asked at the same moment is one call, and everybody gets their own machines in their order", async () => {
  const { fake } = setUp();
  const calls: (readonly InstanceId[])[] = [];
  const counted = describedTogether(
    {
      start: (instance) => fake.start(instance),
      stop: (instance) => fake.stop(instance),
      tagged: () => fake.tagged(),
      describe: (instances) => {
        calls.push(instances);
        return fake.describe(instances);
      },
    },
    5,
  );
  const answers = await Promise.all([[OTHER, ONE], [UNKNOWN, ONE], []].map((asked) => counted.describe(asked)));
  expect(calls).toEqual([[OTHER, ONE, UNKNOWN]]);
  expect(answers.map((seen) => seen.map(({ instance }) => instance))).toEqual([[OTHER, ONE], [UNKNOWN, ONE], []]);
  await counted.describe([ONE]);
  expect(calls).toHaveLength(2);
});

test("an outage is everybody's who asked", async () => {
  const { fake } = setUp();
  const broken = describedTogether(
    {
      start: (instance) => fake.start(instance),
      stop: (instance) => fake.stop(instance),
      tagged: () => fake.tagged(),
      describe: () => Promise.reject(new Error("EC2 is away")),
    },
    0,
  );
  const answers = await Promise.allSettled([broken.describe([ONE]), broken.describe([OTHER])]);
  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});
