import { openKey } from "@flash/schemas";
import { expect, test } from "vitest";
import { MAIN, World } from "../testing/world.ts";

/** A world whose store dies once, with the call that fits. */
async function dying(fits: (op: string, key: string) => boolean): Promise<World> {
  let isOver = false;
  const before = ({ op, key }: { readonly op: string; readonly key: string }): void => {
    if (isOver || !fits(op, key)) return;
    isOver = true;
    throw new Error("crashed");
  };
  return World.create({ hooks: { before } });
}

const halfSubmitted = async (): Promise<World> => {
  const world = await dying((op, key) => op === "put" && key.startsWith("queue/"));
  await expect(world.submit()).rejects.toThrow("crashed");
  return world;
};

const notYetInItsOwnDocument = async (): Promise<World> => {
  const world = await dying((op, key) => op === "create" && key.endsWith("/job.json"));
  await expect(world.submit()).rejects.toThrow("crashed");
  return world;
};

const stillOpenWhenItsMachineIsHandedOn = async (): Promise<World> => {
  const world = await dying((op, key) => op === "remove" && key.startsWith("open/"));
  const { id } = await world.submit();
  await world.as("start").reconcile(MAIN);
  await world.submit();
  world.now += 6_000;
  await world.claim();
  await world.finish();
  await expect(world.as("stop").reconcile(MAIN)).rejects.toThrow("crashed");
  expect(world.store.peek(openKey(id))).not.toBeNull();
  return world;
};

const CASES = [
  ["that is in no queue yet", halfSubmitted, { queued_again: 1 }],
  ["that has no document yet", notYetInItsOwnDocument, { submission_completed: 1 }],
  [
    "whose machine has the next job, and that is still open",
    stillOpenWhenItsMachineIsHandedOn,
    { leftovers_cleared: 1 },
  ],
] as const;

test.each(CASES)("a job %s is nothing to tell of while somebody may be about to change that", async (_, half) => {
  const world = await half();
  const { repaired, failedServers } = await world.as("sweep").sweep();
  expect({ repaired, failedServers }).toEqual({ repaired: {}, failedServers: 0 });
  expect(world.log.filter(({ event }) => event === "repaired")).toEqual([]);
  world.now += 60_000;
  // It was done all the same.
  expect((await world.as("sweep").sweep()).repaired).toEqual({});
});

test.each(CASES)("a job %s was left so by a crash when nobody has touched it for long", async (_, half, repaired) => {
  const world = await half();
  world.now += 11_000;
  expect((await world.as("sweep").sweep()).repaired).toEqual(repaired);
});
