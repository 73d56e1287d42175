import { crc32, deflateSync } from "node:zlib";
import { datasetKey, datasetSourceKey, type StoredDataset } from "@flash/schemas";
import { zipFiles } from "@flash/validation";
import { expect, test } from "vitest";
import { allOf, received } from "../../test/received.ts";
import { refusalOf } from "../../test/refusal-of.ts";
import { CSV, World } from "../../test/world.ts";

const stored = (world: World, id: Parameters<typeof datasetKey>[0]): StoredDataset =>
  JSON.parse(world.store.peek(datasetKey(id)) ?? "null");

test("a declared dataset waits for exactly its bytes, at a URL that lives 15 minutes", async () => {
  const world = new World();
  const api = world.as("ann");
  const upload = await api.datasets.createUpload({
    taskType: "text-classification",
    name: "a.csv",
    sizeBytes: 7,
    contentType: "text/csv",
    sha256: "a".repeat(64),
  });
  expect(upload.dataset).toMatchObject({ state: "uploading", sizeBytes: 7, report: null });
  expect(upload.sending).toMatchObject({ how: "put", expiresAt: world.nowMs + 900_000 });
  expect(world.files.signed).toMatchObject([
    { key: datasetSourceKey(upload.dataset.id), file: { sizeBytes: 7, sha256: "a".repeat(64) }, expiresInS: 900 },
  ]);
  expect(await api.datasets.list()).toEqual({ datasets: [upload.dataset], next: null });
});

test("a dataset larger than its task type allows is refused before anything is kept", async () => {
  const world = new World();
  const declared = { taskType: "text-classification", name: "a", contentType: "text/csv", sha256: "a".repeat(64) };
  const call = world.as("ann").datasets.createUpload({ ...declared, taskType: "text-classification", sizeBytes: 6e9 });
  expect(await refusalOf(call)).toMatchObject({ code: "upload_too_large", sizeBytes: 6e9, limitBytes: 5 * 1024 ** 3 });
  expect(world.store.keys()).toEqual([]);
});

test("an upload is complete once the bytes are there, and completing it again changes nothing", async () => {
  const world = new World();
  const api = world.as("ann");
  const datasetId = await world.upload(api);
  expect((await api.datasets.completeUpload({ datasetId })).state).toBe("uploaded");
  const before = world.store.peek(datasetKey(datasetId));
  expect((await api.datasets.completeUpload({ datasetId })).state).toBe("uploaded");
  expect(world.store.peek(datasetKey(datasetId))).toBe(before);
});

test("an upload without bytes, or with another number of them, is not complete", async () => {
  const world = new World();
  const api = world.as("ann");
  const { dataset } = await api.datasets.createUpload({
    taskType: "text-classification",
    name: "a.csv",
    sizeBytes: 7,
    contentType: "text/csv",
    sha256: "a".repeat(64),
  });
  const complete = () => api.datasets.completeUpload({ datasetId: dataset.id });
  expect(await refusalOf(complete())).toEqual({ code: "dataset_not_uploaded", datasetId: dataset.id });
  world.files.put(datasetSourceKey(dataset.id), "short");
  expect(await refusalOf(complete())).toEqual({
    code: "upload_mismatch",
    datasetId: dataset.id,
    declaredBytes: 7,
    storedBytes: 5,
  });
});

test("validation keeps its report with the version of the bytes that it read", async () => {
  const world = new World();
  const api = world.as("ann");
  const dataset = await world.validated(api);
  expect(dataset).toMatchObject({ state: "valid", report: { valid: true, rows: { kept: 20 }, classes: { count: 2 } } });
  expect(stored(world, dataset.id).source_etag).toBe((await world.files.head(datasetSourceKey(dataset.id)))?.etag);
});

test("a dataset with errors is kept as invalid, with all of them", async () => {
  const world = new World();
  const dataset = await world.validated(world.as("ann"), "text,label\nhello,ham\n");
  expect(dataset.state).toBe("invalid");
  expect(dataset.report?.problems.map(({ code }) => code)).toContain("missing_column");
});

test("a validated dataset answers at once, without another look at its bytes", async () => {
  const world = new World();
  const api = world.as("ann");
  const dataset = await world.validated(api);
  world.files.calls.length = 0;
  const events = await allOf(await api.datasets.validate({ datasetId: dataset.id }));
  expect(events).toEqual([{ id: "done", data: { type: "done", dataset } }]);
  expect(world.files.calls).toEqual([]);
});

test("bytes that are not the declared ones are refused, however many they are", async () => {
  const world = new World();
  const api = world.as("ann");
  const datasetId = await world.upload(api);
  world.files.put(datasetSourceKey(datasetId), CSV.replace("ham", "HAM"));
  const validating = api.datasets.validate({ datasetId }).then(allOf);
  expect(await refusalOf(validating)).toMatchObject({ code: "upload_corrupt", datasetId });
  expect(stored(world, datasetId)).toMatchObject({ state: "uploaded", report: null });
});

test("two validations at the same moment give one report", async () => {
  const world = new World();
  const api = world.as("ann");
  const datasetId = await world.upload(api);
  const streams = await Promise.all([api.datasets.validate({ datasetId }), api.datasets.validate({ datasetId })]);
  const [first, second] = await Promise.all(streams.map((stream) => allOf(stream)));
  expect(first?.at(-1)).toMatchObject({ data: { type: "done", dataset: { state: "valid" } } });
  expect(second?.at(-1)).toEqual(first?.at(-1));
  // Created, uploaded, held, validated: the slower one has written nothing, and read none of the bytes.
  expect(stored(world, datasetId)).toMatchObject({ rev: 4, validation: null });
  expect(world.files.calls.filter((call) => call.startsWith("read "))).toHaveLength(1);
});

test("progress grows, and a client that comes back is told of no bytes that it knows of", async () => {
  const world = new World();
  const api = world.as("ann");
  const datasetId = await world.upload(api);
  const hold = Promise.withResolvers<void>();
  let chunks = 0;
  world.files.beforeChunk = () => (++chunks > 3 ? hold.promise : Promise.resolve());
  const first = received(await api.datasets.validate({ datasetId }));
  const { value } = await first.next();
  expect(value).toMatchObject({ data: { type: "progress", bytes: 192, totalBytes: CSV.length } });
  await first.return();

  chunks = 0;
  const again = allOf(await api.datasets.validate({ datasetId, lastEventId: "bytes-192" }));
  hold.resolve();
  expect((await again).map(({ data }) => data.type)).toEqual(["done"]);
});

test("validation goes on without its reader, and whoever comes back gets its report", async () => {
  const world = new World();
  const api = world.as("ann");
  const datasetId = await world.upload(api);
  const hold = Promise.withResolvers<void>();
  world.files.beforeChunk = () => hold.promise;
  world.streams = { ...world.streams, maxMs: 40 };
  const stream = await world.as("ann").datasets.validate({ datasetId });
  await expect(allOf(stream)).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
  expect(world.goingOn).toHaveLength(1);

  const again = allOf(await api.datasets.validate({ datasetId, lastEventId: "bytes-0" }));
  hold.resolve();
  await world.goingOn[0];
  expect(await again).toMatchObject([{ id: "done", data: { dataset: { state: "valid" } } }]);
});

test("whoever comes second is told of the progress of the first, and takes over when that has died", async () => {
  const world = new World();
  const api = world.as("ann");
  const datasetId = await world.upload(api);
  const held = { run_id: "first", until: world.at(20_000), bytes: 100, rows: 4 };
  await api.datasets.completeUpload({ datasetId });
  world.store.edit(datasetKey(datasetId), JSON.stringify({ ...stored(world, datasetId), validation: held }));
  const second = received(await api.datasets.validate({ datasetId }));
  expect((await second.next()).value).toEqual({
    id: "bytes-100",
    data: { type: "progress", bytes: 100, totalBytes: CSV.length, rows: 4, secondsLeft: null },
  });
  expect(world.files.calls.filter((call) => call.startsWith("read "))).toEqual([]);

  // Nobody has heard of the first one for as long as its lease.
  world.nowMs += 20_000;
  let last: unknown;
  for await (const event of second) last = event.data;
  expect(last).toMatchObject({ type: "done", dataset: { state: "valid" } });
});

test("a run that was taken for dead changes nothing when it comes to its end after all", async () => {
  const world = new World();
  const api = world.as("ann");
  const datasetId = await world.upload(api);
  const hold = Promise.withResolvers<void>();
  world.files.beforeChunk = () => hold.promise;
  world.streams = { ...world.streams, maxMs: 40 };
  await expect(allOf(await world.as("ann").datasets.validate({ datasetId }))).rejects.toThrow();
  world.files.beforeChunk = () => Promise.resolve();
  world.nowMs += 20_000;
  await allOf(await api.datasets.validate({ datasetId }));
  const kept = world.store.peek(datasetKey(datasetId));
  hold.resolve();
  await world.goingOn[0];
  expect(world.store.peek(datasetKey(datasetId))).toBe(kept);
});

test("a validation that fails lets the next one begin at once", async () => {
  const world = new World();
  const api = world.as("ann");
  const datasetId = await world.upload(api);
  world.files.beforeChunk = () => Promise.reject(new Error("S3 is down"));
  await expect(allOf(await api.datasets.validate({ datasetId }))).rejects.toThrow("S3 is down");
  world.files.beforeChunk = () => Promise.resolve();
  const events = await allOf(await api.datasets.validate({ datasetId }));
  expect(events.at(-1)).toMatchObject({ data: { type: "done", dataset: { state: "valid" } } });
});

test("a listing is cut into pages, newest first", async () => {
  const world = new World();
  const api = world.as("ann");
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) {
    ids.unshift(await world.upload(api));
    world.nowMs += 1_000;
  }
  const first = await api.datasets.list({ limit: 2 });
  const second = await api.datasets.list({ limit: 2, cursor: first.next });
  expect([...first.datasets, ...second.datasets].map(({ id }) => id)).toEqual(ids);
  expect(second.next).toBeNull();
});

/** One picture in one colour, 32 pixels square. */
function png(red: number): Blob {
  const chunk = (type: string, content: Uint8Array): Buffer => {
    const framed = Buffer.concat([Buffer.alloc(4), Buffer.from(type), content, Buffer.alloc(4)]);
    framed.writeUInt32BE(content.length, 0);
    framed.writeUInt32BE(crc32(framed.subarray(4, -4)), framed.length - 4);
    return framed;
  };
  const header = Buffer.from([0, 0, 0, 32, 0, 0, 0, 32, 8, 0, 0, 0, 0]);
  const rows = Buffer.concat(
    Array.from({ length: 32 }, () => Buffer.from([0, ...Array.from({ length: 32 }, () => red)])),
  );
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return new Blob([new Uint8Array(Buffer.concat(parts))]);
}

async function archiveOf(paths: readonly string[]): Promise<Uint8Array> {
  const files = paths.map((path, index) => ({ path, content: png(index) }));
  return new Uint8Array(await (await zipFiles(files)).arrayBuffer());
}

test("an archive of images is read by its directory, then once as a whole", async () => {
  const world = new World();
  const api = world.as("ann");
  const datasetId = await world.uploadImages(
    api,
    await archiveOf(["cats/1.png", "cats/2.png", "dogs/1.png", "dogs/2.png"]),
  );
  const last = (await allOf(await api.datasets.validate({ datasetId }))).at(-1)?.data;
  expect(last).toMatchObject({
    type: "done",
    dataset: { state: "valid", report: { kind: "images", rows: { kept: 4 } } },
  });
  const key = datasetSourceKey(datasetId);
  const reads = world.files.calls.filter((call) => call.startsWith("read"));
  expect(reads).toEqual([`read ${key} from 0`, `read ${key}`]);
});

test("a hostile archive is refused by its directory, and nothing else of it is read", async () => {
  const world = new World();
  const api = world.as("ann");
  const datasetId = await world.uploadImages(api, await archiveOf(["cats/1.png", "../../etc/cron.d/x.png"]));
  const last = (await allOf(await api.datasets.validate({ datasetId }))).at(-1)?.data;
  expect(last).toMatchObject({
    dataset: { state: "invalid", report: { complete: false, digest: null, problems: [{ code: "unsafe_name" }] } },
  });
  expect(world.files.calls).not.toContain(`read ${datasetSourceKey(datasetId)}`);
});
