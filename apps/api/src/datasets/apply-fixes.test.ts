import { type DatasetId, datasetSourceKey, type FixUpdate } from "@flash/schemas";
import { expect, test } from "vitest";
import { allOf, received } from "../../test/received.ts";
import { refusalOf } from "../../test/refusal-of.ts";
import { CSV, World } from "../../test/world.ts";

const REPEATED = `${CSV}text number 1,spam\n`;
const MISNAMED = REPEATED.replace("input,", "inptu,");

async function scene(csv = REPEATED) {
  const world = new World();
  const api = world.as("ann");
  const { id: datasetId } = await world.validated(api, csv);
  const fix = async (fixes?: Parameters<typeof api.datasets.applyFixes>[0]["fixes"]) =>
    doneIn((await allOf(await api.datasets.applyFixes({ datasetId, fixes }))).at(-1)?.data);
  const bytesOf = async (id: DatasetId): Promise<string> => {
    const reading = await world.files.read(datasetSourceKey(id), new AbortController().signal);
    const chunks: Uint8Array[] = [];
    for await (const chunk of reading?.bytes ?? []) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  return { world, api, datasetId, fix, bytesOf };
}

function doneIn(update: FixUpdate | undefined) {
  if (update?.type !== "done") throw new Error("the mending did not end");
  return update.dataset;
}

const keysOf = (world: World): string[] => world.store.keys().filter((key) => key.includes("datasets/"));

test("the fixes of a report make a new dataset, which says of what it is made; the old one stays", async () => {
  const { api, world, datasetId, fix, bytesOf } = await scene();
  const old = await api.datasets.get({ datasetId });
  const mended = await fix();
  expect(mended).toMatchObject({
    state: "uploaded",
    name: old.name,
    sizeBytes: CSV.length,
    derivedFrom: { datasetId, fixes: [{ type: "drop_rows", problem: "duplicate_rows" }] },
  });
  expect(await bytesOf(mended.id)).toBe(CSV);
  expect(await api.datasets.get({ datasetId })).toEqual(old);
  expect((await api.datasets.list()).datasets.map(({ id }) => id)).toContain(mended.id);
  const validated = (await allOf(await api.datasets.validate({ datasetId: mended.id }))).at(-1)?.data;
  expect(validated).toMatchObject({ type: "done", dataset: { state: "valid", report: { rows: { total: 20 } } } });
  expect(world.files.uploads.size).toBe(0);
});

test("asked for twice, at once or one after the other, they make one dataset, which is counted once", async () => {
  const { world, api, fix } = await scene();
  const [first, second] = await Promise.all([fix(), fix()]);
  expect(second.id).toBe(first.id);
  const before = keysOf(world);
  expect((await fix()).id).toBe(first.id);
  expect(keysOf(world)).toEqual(before);
  const usage = JSON.parse(world.store.peek("owners/ann/usage.json") ?? "null");
  expect(usage).toMatchObject({ datasets: { count: 2, bytes: REPEATED.length + CSV.length } });
  await api.datasets.delete({ datasetId: first.id });
  expect((await fix()).id).toBe(first.id);
});

test("only those that are asked for are applied", async () => {
  const { fix, bytesOf } = await scene(MISNAMED);
  const mended = await fix([{ type: "rename_column", from: "inptu", to: "input" }]);
  expect(await bytesOf(mended.id)).toBe(`"input","label"\n${REPEATED.slice(REPEATED.indexOf("\n") + 1)}`);
});

test("a fix that the report does not offer is refused, and so is a dataset without any, or without a report", async () => {
  const { world, api, fix } = await scene(CSV);
  expect(await refusalOf(fix())).toMatchObject({ code: "bad_request", faults: [{ path: "fixes" }] });
  expect(await refusalOf(fix([{ type: "strip_bom" }]))).toMatchObject({ code: "bad_request" });
  const uploaded = await world.upload(api, REPEATED);
  const refusal = refusalOf(api.datasets.applyFixes({ datasetId: uploaded }).then(allOf));
  expect(await refusal).toEqual({ code: "dataset_not_validated", datasetId: uploaded });
  expect((await api.datasets.list()).datasets).toHaveLength(2);
});

test("a dataset that cannot be mended in time is refused, and nothing of the new one is left", async () => {
  const { world, datasetId, fix } = await scene();
  const before = keysOf(world);
  world.timeLeftMs = 0;
  expect(await refusalOf(fix())).toEqual({ code: "dataset_too_slow_to_fix", datasetId, sizeBytes: REPEATED.length });
  expect(keysOf(world)).toEqual(before);
  expect(world.files.uploads.size).toBe(0);
});

test("a quota that the new dataset would exceed refuses it before anything is written", async () => {
  const { world, datasetId } = await scene();
  world.quotas = { ...world.quotas, datasets: 1 };
  const before = keysOf(world);
  const refusal = refusalOf(world.as("ann").datasets.applyFixes({ datasetId }).then(allOf));
  expect(await refusal).toMatchObject({ code: "quota_exceeded", quota: "datasets" });
  expect(keysOf(world)).toEqual(before);
});

test("a run that failed or died is taken over by the next one, whether it had written all or nothing", async () => {
  const { world, fix, bytesOf } = await scene();
  world.files.beforeChunk = () => Promise.reject(new Error("S3 is down"));
  await expect(fix()).rejects.toThrow("S3 is down");
  world.files.beforeChunk = () => Promise.resolve();
  const mended = await fix();
  expect(await bytesOf(mended.id)).toBe(CSV);
  // The bytes are there, and nobody has said so.
  const key = `datasets/${mended.id}/dataset.json`;
  const half = { ...JSON.parse(world.store.peek(key) ?? ""), state: "uploading", size_bytes: REPEATED.length };
  world.store.edit(key, JSON.stringify(half));
  expect(await fix()).toMatchObject({ id: mended.id, state: "uploaded", sizeBytes: CSV.length });
});

test("progress goes through the bytes that are read, and whoever comes back after the end is told nothing more", async () => {
  const { world, api, datasetId } = await scene();
  const hold = Promise.withResolvers<void>();
  let chunks = 0;
  world.files.beforeChunk = () => (++chunks > 2 ? hold.promise : Promise.resolve());
  const events = received(await api.datasets.applyFixes({ datasetId }));
  const progress = { type: "progress", bytes: 128, totalBytes: REPEATED.length };
  expect((await events.next()).value).toEqual({ id: "bytes-128", data: progress });
  hold.resolve();
  let lastEventId = "";
  for await (const { id } of events) lastEventId = id;
  expect(lastEventId).toBe("done");
  expect(await allOf(await api.datasets.applyFixes({ datasetId, lastEventId }))).toEqual([]);
});

test("what is longer than a part goes in several", async () => {
  const text = "a text of some length ".repeat(400);
  const rows = Array.from({ length: 1_100 }, (_, row) => `"${text}${row}",${row % 2 ? "a" : "b"}\n`);
  const csv = `input,label\n${rows.join("")}`;
  const world = new World();
  world.files.chunkBytes = 65_536;
  const api = world.as("ann");
  const { id: datasetId } = await world.validated(api, `${csv}${rows[0]}`);
  const mended = doneIn((await allOf(await api.datasets.applyFixes({ datasetId }))).at(-1)?.data);
  expect(mended.sizeBytes).toBe(csv.length);
  expect(mended.sizeBytes).toBeGreaterThan(8 * 1024 ** 2);
});
