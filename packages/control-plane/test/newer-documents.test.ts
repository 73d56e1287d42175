import { jobKey, statusKey, trainingConfigKey } from "@flash/schemas";
import { describe, expect, test } from "vitest";
import { NewerDocument } from "../src/documents/documents.ts";
import { I1, I2, MAIN, World } from "../testing/world.ts";
import { ServerName } from "@flash/schemas";

const GPU = ServerName.parse("gpu");
const FLEET = [
  { name: MAIN, instances: { "text-classification": [I1] }, reports: true, usdPerHour: null },
  { name: GPU, instances: { "image-classification": [I2] }, reports: true, usdPerHour: null },
];

/** As a newer Flash would have written it: one field more, and a meaning that nobody here knows. */
async function makeNewer(world: World, key: string, field: "version" | "protocol"): Promise<string> {
  const document: unknown = JSON.parse(world.store.peek(key) ?? "null");
  const newer = JSON.stringify({ ...Object(document), [field]: 2, plan: "unknown here" });
  await world.store.put(key, newer);
  return newer;
}

const switching = (world: World) => world.machines.calls.filter(({ op }) => op === "start" || op === "stop");

describe("an older Flash that meets what a newer one wrote", () => {
  test.each([
    ["a status", "version"],
    ["a job", "version"],
    ["a training config", "protocol"],
  ] as const)(
    "%s: overwrites nothing, switches no machine, and goes on with the other servers",
    async (what, field) => {
      const world = await World.create({ fleet: FLEET });
      const { id } = await world.submit();
      await world.as("start").reconcile(MAIN);
      world.now += 6_000;
      await world.claim();
      await world.beat();
      const key = { "a status": statusKey(MAIN), "a job": jobKey(id), "a training config": trainingConfigKey(MAIN) }[
        what
      ];
      const newer = await makeNewer(world, key, field);
      const before = switching(world).length;

      for (const actor of ["start", "stop"] as const)
        await expect(world.as(actor).reconcile(MAIN)).rejects.toThrow(NewerDocument);
      // Longer than every clock of the job: nobody may take it for dead.
      for (let minute = 0; minute < 10; minute++) {
        world.now += 60_000;
        expect(await world.as("sweep").sweep()).toMatchObject({ failedServers: 1, straysStopped: 0 });
      }
      expect(world.store.peek(key)).toBe(newer);
      expect(world.store.keys()).toEqual(expect.arrayContaining([trainingConfigKey(MAIN), statusKey(MAIN)]));
      expect(world.store.keys().filter((name) => name.includes(".broken-"))).toEqual([]);
      expect(switching(world)).toHaveLength(before);

      const other = await world.submit({ taskType: "image-classification" });
      expect(other).toMatchObject({ state: "assigned", server: GPU });
      await world.as("start").reconcile(GPU);
      expect(world.machines.stateOf(I2)).toBe("pending");
    },
  );

  test("says which document it was, and what to do", async () => {
    const world = await World.create();
    const { id } = await world.submit();
    await makeNewer(world, jobKey(id), "version");
    await expect(world.as("api").cancel(id, "ada")).rejects.toThrow(
      `jobs/${id}/job.json has version 2, and this Flash knows 1: deploy the newer one again`,
    );
  });

  test("what merely cannot be read is mended as before", async () => {
    const world = await World.create();
    await world.store.put(statusKey(MAIN), '{"version": "two"');
    await world.pass(300_000);
    expect(await world.status()).toMatchObject({ status: "sleeping", version: 1 });
  });
});
