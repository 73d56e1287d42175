import { setTimeout as pause } from "node:timers/promises";
import { datasetKey, datasetValidationKey, StoredDataset, type ValidationUpdate } from "@flash/schemas";
import { expect, test } from "vitest";
import { received } from "../../test/received.ts";
import { CSV, World } from "../../test/world.ts";

/** A dataset of several readings, each of 64 bytes, and one connection after another to its validation. */
async function scene() {
  const world = new World();
  const api = world.as("ann");
  const datasetId = await world.upload(api);
  let lastEventId: string | undefined;
  /** What comes last on the next connection. */
  const connect = async (): Promise<ValidationUpdate | undefined> => {
    let last: ValidationUpdate | undefined;
    try {
      for await (const event of received(await api.datasets.validate({ datasetId, lastEventId }))) {
        lastEventId = event.id;
        last = event.data;
      }
    } catch (error) {
      if (!(error instanceof Error && error.name === "AbortError")) throw error;
    }
    return last;
  };
  const dataset = () => StoredDataset.parse(JSON.parse(world.store.peek(datasetKey(datasetId)) ?? ""));
  return { world, api, datasetId, connect, dataset };
}

test("a validation that takes longer than a function lives is handed on, until a run has the report of a single one", async () => {
  const { world, datasetId, connect, dataset } = await scene();
  const { report } = await world.validated(world.as("bob"));
  world.timeLeftMs = 0;
  const runs = Math.ceil(CSV.length / 64);
  for (let run = 1; run <= runs; run++) {
    const bytes = Math.min(run * 64, CSV.length);
    expect(await connect()).toMatchObject({ type: "continue", bytes, totalBytes: CSV.length });
    expect(dataset()).toMatchObject({ validation: null, handed_on: { bytes } });
  }
  expect(await connect()).toMatchObject({ type: "done", dataset: { state: "valid", report } });
  expect(dataset().handed_on).toBeNull();
  expect(world.store.peek(datasetValidationKey(datasetId))).toBeNull();
});

test("two callers at once go on with one run", async () => {
  const { world, api, datasetId, connect } = await scene();
  world.timeLeftMs = 0;
  await connect();
  world.timeLeftMs = 900_000;
  world.files.calls.length = 0;
  const stream = async () => {
    let last: unknown;
    for await (const event of received(await api.datasets.validate({ datasetId }))) last = event.data;
    return last;
  };
  const [one, other] = await Promise.all([stream(), stream()]);
  expect(one).toMatchObject({ type: "done", dataset: { state: "valid" } });
  expect(other).toEqual(one);
  expect(world.files.calls.filter((call) => call.startsWith("read "))).toHaveLength(1);
});

test.each([
  ["of other bytes", { source_etag: "other" }],
  ["made by other rules", { rules: { kind: "text", maxRows: 5 } }],
  ["written by another build", { state: { version: 0 } }],
])("a validation begins anew when what is written down is %s", async (_, change) => {
  const { world, datasetId, connect, dataset } = await scene();
  const key = datasetValidationKey(datasetId);
  world.timeLeftMs = 0;
  await connect();
  await connect();
  expect(dataset().handed_on?.bytes).toBe(128);
  world.store.edit(key, JSON.stringify({ ...JSON.parse(world.store.peek(key) ?? ""), ...change }));
  await connect();
  expect(dataset().handed_on?.bytes).toBe(64);
  world.timeLeftMs = 900_000;
  expect(await connect()).toMatchObject({ type: "done", dataset: { state: "valid" } });
});

test("a validation that was expected to fit into one run begins anew once, and is handed on from then on", async () => {
  const { world, connect, dataset } = await scene();
  // Time enough for a disk that is as fast as usual, and this one is not.
  world.timeLeftMs = world.streams.handOnMs + 20;
  world.files.beforeChunk = () => pause(10);
  expect(await connect()).toMatchObject({ type: "continue", bytes: 0 });
  world.timeLeftMs = 0;
  await connect();
  expect(dataset().handed_on?.bytes).toBe(64);
});

test("a validation that was handed on leaves nothing behind when its dataset is deleted", async () => {
  const { world, api, datasetId, connect } = await scene();
  world.timeLeftMs = 0;
  await connect();
  await api.datasets.delete({ datasetId });
  expect(world.store.keys().filter((key) => key.startsWith("datasets/"))).toEqual([]);
});
