import { createHash } from "node:crypto";
import { DatasetId, datasetKey, datasetSourceKey, type Upload } from "@flash/schemas";
import { describe, expect, test } from "vitest";
import { refusalOf } from "../../test/refusal-of.ts";
import { type Api, CSV, World } from "../../test/world.ts";

const MIB = 1024 ** 2;
const FIRST = Buffer.alloc(5 * MIB, "first ");
const LAST = Buffer.from("and the rest");
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const COMPOSITE = sha256(Buffer.concat([FIRST, LAST].map((bytes) => createHash("sha256").update(bytes).digest())));

/** Too large for one PUT, or its digest is not known. */
const declareParts = (api: Api): Promise<Upload> =>
  api.datasets.createUpload({
    taskType: "text-classification",
    name: "large.csv",
    sizeBytes: FIRST.length + LAST.length,
    contentType: "text/csv",
  });
const uploadOf = ({ files }: World): string => [...files.uploads.keys()][0] ?? "none";

/** What the owner has used is counted on. */
const keysLeft = ({ store }: World): readonly string[] => store.keys().filter((key) => !key.endsWith("/usage.json"));

describe("an upload in parts", () => {
  test("is told how long its parts are, and signs those that are about to be sent", async () => {
    const world = new World();
    const api = world.as("ann");
    const { dataset, sending } = await declareParts(api);
    expect(sending).toEqual({ how: "parts", partSizeBytes: 5 * MIB, partCount: 2, stored: [] });
    const digest = sha256(LAST);
    const signed = await api.datasets.signParts({ datasetId: dataset.id, parts: [{ partNumber: 2, sha256: digest }] });
    expect(signed).toMatchObject({ parts: [{ partNumber: 2 }], expiresAt: world.nowMs + 900_000 });
    expect(world.files.signedParts).toEqual([
      { partNumber: 2, sizeBytes: LAST.length, sha256: digest, uploadId: uploadOf(world) },
    ]);
    const third = api.datasets.signParts({ datasetId: dataset.id, parts: [{ partNumber: 3, sha256: digest }] });
    expect(await refusalOf(third)).toMatchObject({ code: "bad_request" });
  });

  test("is complete when every part is there with its length, and the sender has the same bytes", async () => {
    const world = new World();
    const api = world.as("ann");
    const { dataset } = await declareParts(api);
    const complete = (compositeSha256: string) =>
      api.datasets.completeUpload({ datasetId: dataset.id, compositeSha256 });
    world.files.putPart(uploadOf(world), 1, FIRST.subarray(1));
    expect(await refusalOf(complete(COMPOSITE))).toMatchObject({
      code: "upload_incomplete",
      missingParts: 2,
      parts: [1, 2],
    });
    world.files.putPart(uploadOf(world), 1, FIRST);
    world.files.putPart(uploadOf(world), 2, LAST);
    expect(await refusalOf(complete(sha256(FIRST)))).toMatchObject({
      code: "upload_corrupt",
      storedSha256: COMPOSITE,
    });
    expect(await complete(COMPOSITE)).toMatchObject({ state: "uploaded" });
    expect(await complete(COMPOSITE)).toMatchObject({ state: "uploaded" });
    expect((await world.files.head(datasetSourceKey(dataset.id)))?.sizeBytes).toBe(FIRST.length + LAST.length);
  });

  test("goes on with the parts that are whole, and is told when it has none left to go on with", async () => {
    const world = new World();
    const api = world.as("ann");
    const { dataset } = await declareParts(api);
    const resume = () => api.datasets.resumeUpload({ datasetId: dataset.id });
    world.files.putPart(uploadOf(world), 1, FIRST);
    world.files.putPart(uploadOf(world), 2, LAST.subarray(1));
    expect((await resume()).sending).toMatchObject({ stored: [{ partNumber: 1, sha256: sha256(FIRST) }] });
    await world.files.abortParts("", uploadOf(world));
    expect(await refusalOf(resume())).toEqual({ code: "upload_not_open", datasetId: dataset.id });
  });

  test("whose completion's answer was lost is complete", async () => {
    const world = new World();
    const api = world.as("ann");
    const { dataset } = await declareParts(api);
    const uploadId = uploadOf(world);
    world.files.putPart(uploadId, 1, FIRST);
    world.files.putPart(uploadId, 2, LAST);
    const parts = (await world.files.listParts("", uploadId)) ?? [];
    await world.files.completeParts(datasetSourceKey(dataset.id), uploadId, parts);
    expect((await api.datasets.resumeUpload({ datasetId: dataset.id })).sending).toEqual({ how: "nothing" });
    expect(await api.datasets.completeUpload({ datasetId: dataset.id })).toMatchObject({ state: "uploaded" });
  });

  test("that is given up leaves neither parts nor a dataset", async () => {
    const world = new World();
    const api = world.as("ann");
    const { dataset } = await declareParts(api);
    await api.datasets.abortUpload({ datasetId: dataset.id });
    expect(world.files.uploads.size).toBe(0);
    expect(keysLeft(world)).toEqual([]);
    expect(await refusalOf(api.datasets.get({ datasetId: dataset.id }))).toMatchObject({ code: "dataset_not_found" });
  });
});

describe("bytes that the owner has already", () => {
  const declared = (api: Api) =>
    api.datasets.createUpload({
      taskType: "text-classification",
      name: "again.csv",
      sizeBytes: CSV.length,
      contentType: "text/csv",
      sha256: sha256(Buffer.from(CSV)),
    });

  test("are not sent again, once validation has found them valid", async () => {
    const world = new World();
    const api = world.as("ann");
    await world.upload(api);
    expect((await declared(api)).sending.how).toBe("put");
    const valid = await world.validated(api);
    expect(await declared(api)).toEqual({ dataset: valid, sending: { how: "nothing" } });
    expect((await declared(world.as("bob"))).sending.how).toBe("put");
  });

  test("are sent again when the dataset that had them is deleted", async () => {
    const world = new World();
    const api = world.as("ann");
    const valid = await world.validated(api);
    await api.datasets.delete({ datasetId: valid.id });
    expect(keysLeft(world)).toEqual([]);
    expect((await declared(api)).sending.how).toBe("put");
  });
});

describe("a dataset is deleted", () => {
  test("unless a job that is not over needs it", async () => {
    const world = await new World().withServers();
    const api = world.as("ann");
    const dataset = await world.validated(api);
    const job = await api.train({
      datasetId: dataset.id,
      taskType: "text-classification",
      idempotencyKey: "key-0001",
    });
    const remove = () => api.datasets.delete({ datasetId: dataset.id });
    expect(await refusalOf(remove())).toEqual({
      code: "dataset_in_use",
      datasetId: dataset.id,
      jobIds: [job.id],
    });
    expect(await api.datasets.get({ datasetId: dataset.id })).toEqual(dataset);
  });

  test("by a second call too, when the first was cut off in the middle", async () => {
    const world = new World();
    const api = world.as("ann");
    const { id: datasetId } = await world.validated(api);
    world.store.edit(
      datasetKey(datasetId),
      JSON.stringify({ ...JSON.parse(world.store.peek(datasetKey(datasetId)) ?? ""), deleted: true }),
    );
    expect(await refusalOf(api.datasets.get({ datasetId }))).toMatchObject({ code: "dataset_not_found" });
    expect((await api.datasets.list()).datasets).toEqual([]);
    expect(await refusalOf(world.as("bob").datasets.delete({ datasetId }))).toMatchObject({
      code: "dataset_not_found",
    });
    expect(world.store.peek(datasetKey(datasetId))).not.toBeNull();
    await api.datasets.delete({ datasetId });
    expect(keysLeft(world)).toEqual([]);
    const other = { datasetId: DatasetId.parse(datasetId) };
    expect(await refusalOf(api.datasets.delete(other))).toMatchObject({ code: "dataset_not_found" });
  });
});
