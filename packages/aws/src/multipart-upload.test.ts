import { createHash } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { type EpochMs, epochMs, later } from "@flash/schemas";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BUCKET, localS3, type S3UnderTest } from "../test/local-s3.ts";
import {
  abortMultipart,
  completeMultipart,
  compositeSha256,
  createMultipart,
  listParts,
  type MultipartPlace,
  type StoredPart,
} from "./multipart-upload.ts";
import { statObject } from "./object-bytes.ts";
import { presignPart } from "./presign.ts";
import { bytesS3Client } from "./s3-clients.ts";
import { s3UnfinishedUploads } from "./s3-unfinished-uploads.ts";

/** S3 takes no shorter part but the last. */
const FIRST = Buffer.alloc(5 * 1024 ** 2, "first part ");
const LAST = Buffer.from("and the rest");
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** How far the store's clock is ahead. S3 takes requests whose clock is up to a quarter of an hour behind. */
let aheadMs = 0;
let local: S3UnderTest;
let client: S3Client;
beforeAll(async () => {
  local = await localS3([], () => Date.now() + aheadMs);
  client = bytesS3Client(local.config());
});
afterAll(() => local.close());

const begin = async (key: string): Promise<MultipartPlace> => ({
  bucket: BUCKET,
  key,
  uploadId: await createMultipart(client, { bucket: BUCKET, key, contentType: "text/csv" }),
});
const put = (url: string, headers: Record<string, string>, body: Uint8Array): Promise<Response> =>
  fetch(url, { method: "PUT", headers, body: Buffer.from(body) });

/** Sends a part as a page does: by a URL that was signed for it. */
async function send(place: MultipartPlace, partNumber: number, bytes: Uint8Array): Promise<number> {
  const terms = { ...place, partNumber, sizeBytes: bytes.length, sha256: sha256(bytes) };
  const { url, headers } = await presignPart(client, terms);
  return (await put(url, headers, bytes)).status;
}
const partsOf = async (place: MultipartPlace): Promise<readonly StoredPart[]> => (await listParts(client, place)) ?? [];

describe("an upload in parts", () => {
  test("becomes one object of its parts, whatever order they came in, with its type", async () => {
    const place = await begin("datasets/a/source");
    expect(await send(place, 2, LAST)).toBe(200);
    expect(await send(place, 1, FIRST)).toBe(200);
    const parts = await partsOf(place);
    expect(parts).toMatchObject([
      { partNumber: 1, sizeBytes: FIRST.length, sha256: sha256(FIRST) },
      { partNumber: 2, sizeBytes: LAST.length, sha256: sha256(LAST) },
    ]);
    expect(await completeMultipart(client, place, parts)).toMatchObject({ kind: "completed" });
    expect(await statObject(client, BUCKET, place.key)).toMatchObject({
      sizeBytes: FIRST.length + LAST.length,
      contentType: "text/csv",
    });
    expect(await listParts(client, place)).toBeNull();
    expect(await completeMultipart(client, place, parts)).toEqual({ kind: "gone" });
  });

  test("a part that is sent again replaces itself", async () => {
    const place = await begin("datasets/b/source");
    await send(place, 1, Buffer.from("one"));
    await send(place, 1, LAST);
    expect(await partsOf(place)).toMatchObject([{ partNumber: 1, sha256: sha256(LAST) }]);
  });

  test("a key that has an object is never written over", async () => {
    const [one, two] = [await begin("datasets/c/source"), await begin("datasets/c/source")];
    for (const place of [one, two]) await send(place, 1, LAST);
    expect(await completeMultipart(client, one, await partsOf(one))).toMatchObject({ kind: "completed" });
    expect(await completeMultipart(client, two, await partsOf(two))).toEqual({ kind: "taken" });
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
  test("what S3 refuses only after it has begun to answer is the same refusal; while another completion is under way it is asked again", async () => {
    const [one, two] = [await begin("datasets/f/source"), await begin("datasets/f/source")];
    for (const place of [one, two]) await send(place, 1, LAST);
    const parts = await partsOf(one);
    const match = { method: "POST", key: /datasets\/f/ };
    local.s3.faults.failNext({ kind: "409", match, times: 2 });
    expect(await completeMultipart(client, one, parts)).toMatchObject({ kind: "completed" });
    const undo = local.s3.faults.failNext({ kind: "refuse_late", match, times: Infinity });
    expect(await completeMultipart(client, one, parts)).toEqual({ kind: "gone" });
    expect(await completeMultipart(client, two, await partsOf(two))).toEqual({ kind: "taken" });
    undo();
  });

  test("an aborted one is gone, and aborting it again is fine", async () => {
    const place = await begin("datasets/d/source");
    await send(place, 1, LAST);
    await abortMultipart(client, place);
    await abortMultipart(client, place);
    expect(await listParts(client, place)).toBeNull();
    expect(await send(place, 1, LAST)).toBe(404);
  });

  test("its composite checksum is the hash of the parts' hashes", () => {
    const hashes = Buffer.concat([FIRST, LAST].map((bytes) => createHash("sha256").update(bytes).digest()));
    expect(compositeSha256([sha256(FIRST), sha256(LAST)])).toBe(sha256(hashes));
  });
});

describe("a signed part", () => {
  test("binds length, checksum, number and upload, and nothing about an empty body", async () => {
    const place = await begin("datasets/e/source");
    const terms = { ...place, partNumber: 7, sizeBytes: LAST.length, sha256: sha256(LAST) };
    const { url, headers } = await presignPart(client, terms);
    const query = new URL(url).searchParams;
    expect(query.get("X-Amz-SignedHeaders")).toBe("content-length;host;x-amz-checksum-sha256");
    expect(query.get("partNumber")).toBe("7");
    expect([...query.keys()].filter((name) => /crc32|checksum/iu.test(name))).toEqual([]);
    expect((await put(url, headers, LAST.subarray(1))).status).toBe(403);
    expect((await put(url, headers, Buffer.from("and the REST"))).status).toBe(400);
    expect((await put(url, {}, LAST)).status).toBe(403);
    expect((await put(url.replace("partNumber=7", "partNumber=8"), headers, LAST)).status).toBe(403);
    expect(await listParts(client, place)).toEqual([]);
    expect((await put(url, headers, LAST)).status).toBe(200);
  });
});

describe("uploads that were left behind", () => {
  test("are those of datasets that began before a time, and can be ended", async () => {
    const old = await begin("datasets/old/source");
    await begin("elsewhere/old");
    aheadMs = 600_000;
    const young = await begin("datasets/young/source");
    const between = epochMs(Date.now() + aheadMs / 2);
    const unfinished = s3UnfinishedUploads(client, BUCKET);
    const keys = async (time: EpochMs): Promise<string[]> => (await unfinished.begunBefore(time)).map(({ key }) => key);
    expect(await keys(between)).toContain(old.key);
    expect(await keys(between)).not.toContain("elsewhere/old");
    expect(await keys(between)).not.toContain(young.key);
    expect(await keys(later(between, aheadMs))).toContain(young.key);
    for (const upload of await unfinished.begunBefore(between)) await unfinished.abort(upload);
    expect(await keys(between)).toEqual([]);
    expect(await listParts(client, old)).toBeNull();
    expect(await listParts(client, young)).toEqual([]);
  });
});
