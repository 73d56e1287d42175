import { IdempotencyKey } from "@flash/schemas";
import { expect, test } from "vitest";
import { World } from "../../test/world.ts";

const train = async (world: World, api: ReturnType<World["as"]>, key: string) => {
  const { id: datasetId } = await world.validated(api);
  return api.train({ taskType: "text-classification", datasetId, idempotencyKey: IdempotencyKey.parse(key) });
};

test("a job that has a server says that its machine is to be started, and by when somebody looks again", async () => {
  const world = await new World().withServers();
  const ann = world.as("ann");
  const { id: jobId } = await train(world, ann, "key-0001");
  const { reasons, now } = await ann.jobs.why({ jobId });
  expect(reasons.map(({ reason }) => reason.code)).toEqual(["machine_to_start"]);
  expect(reasons[0]?.reason.until).toBeGreaterThan(now);
  expect(reasons[0]?.sentence).toMatch(/^i-.* of server .* is being started, looked at again at /u);
});

test("a job behind others says how many, and what the servers do meanwhile", async () => {
  const world = await new World().withServers();
  const ann = world.as("ann");
  let last = await train(world, ann, "key-0000");
  for (let more = 1; more < 5 && last.state !== "queued"; more++) last = await train(world, ann, `key-000${more}`);
  const { reasons } = await ann.jobs.why({ jobId: last.id });
  const codes = reasons.map(({ reason }) => reason.code);
  expect(codes[0]).toBe("in_queue");
  expect(new Set(codes.slice(1))).toEqual(new Set(["server_busy"]));
});
