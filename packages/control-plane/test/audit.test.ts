import { InstanceId } from "@flash/schemas";
import { expect, test } from "vitest";
import { audit } from "../src/fleet/audit.ts";
import { CLOCKS, I1, MAIN, World } from "../testing/world.ts";

const verdicts = async (world: World): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await audit(world.documents, world.machines, world.fleet, CLOCKS)).map(({ instance, verdict }) => [
      instance,
      verdict,
    ]),
  );

test("every machine that is on is justified by a job, by being stopped, or by its youth", async () => {
  const world = await World.create();
  expect(await verdicts(world)).toEqual({ [I1]: "off" });
  const { id } = await world.submit();
  await world.as("start").reconcile(MAIN);
  world.now += 6_000;
  expect(await audit(world.documents, world.machines, world.fleet, CLOCKS)).toEqual([
    { instance: I1, server: MAIN, state: "running", job: id, verdict: "on_for_job" },
  ]);
  await world.claim();
  expect(await verdicts(world)).toEqual({ [I1]: "on_for_job" });
  await world.as("api").cancel(id, "ada");
  expect(await verdicts(world)).toEqual({ [I1]: "being_stopped" });
  await world.pass(40_000);
  expect(await verdicts(world)).toEqual({ [I1]: "off" });
});

test("a machine that nobody's job needs is named as soon as its grace time is over", async () => {
  const world = await World.create();
  const stray = InstanceId.parse("i-000000000000000ff");
  world.machines.add(stray, MAIN);
  world.machines.switchOn(stray);
  expect((await verdicts(world))[stray]).toBe("in_grace");
  world.now += CLOCKS.stopGraceMs + 1_000;
  expect((await verdicts(world))[stray]).toBe("on_without_job");
});
