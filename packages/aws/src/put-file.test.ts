import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HeadObjectCommand, ListMultipartUploadsCommand, type S3Client } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { BUCKET, localS3 } from "../test/local-s3.ts";
import type { S3UnderTest } from "../test/local-s3.ts";
import { CHECKPOINT_TAG } from "./checkpoint-tag.ts";
import { MissingPermission } from "./missing-permission.ts";
import { readBytes, statObject } from "./object-bytes.ts";
import { putFile } from "./put-file.ts";
import type { FileUpload } from "./put-file.ts";
import { bytesS3Client } from "./s3-clients.ts";

/** Above 2 MiB the SDK waits for `100 Continue` before it sends the body. */
const LARGE = 3 * 1024 * 1024 + 7;
const nobody = { name: "nobody", accessKeyId: "nobody", secretAccessKey: "secret", allow: [] };
const writes = {
  name: "writes",
  accessKeyId: "writes",
  secretAccessKey: "secret",
  allow: [{ actions: ["s3:PutObject"], resources: ["*"] }],
};
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let local: S3UnderTest;
let client: S3Client;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "flash-put-file-"));
  local = await localS3([nobody, writes]);
  client = bytesS3Client({ ...local.config(), logger: quiet });
});
afterAll(async () => {
  await local.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => local.s3.faults.clear());

function fileOf(name: string, content: Uint8Array): FileUpload {
  const path = join(folder, name);
  writeFileSync(path, content);
  return { bucket: BUCKET, key: name, path, contentType: "application/octet-stream" };
}

async function stored(key: string): Promise<Buffer | null> {
  const reading = await readBytes(client, BUCKET, key);
  if (reading.kind !== "found") return null;
  const chunks: Uint8Array[] = [];
  for await (const chunk of reading.bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test.each([0, 1, 70_000, LARGE])("a file of %d bytes arrives as it is, and its digest is told", async (size) => {
  const content = randomBytes(size);
  const file = fileOf(`model-${size}`, content);
  const { sha256, sizeBytes, etag } = await putFile(client, file);
  expect({ sha256, sizeBytes }).toEqual({
    sizeBytes: size,
    sha256: createHash("sha256").update(content).digest("hex"),
  });
  expect((await stored(file.key))?.equals(content)).toBe(true);
  expect(await statObject(client, BUCKET, file.key)).toMatchObject({ etag, contentType: file.contentType });
});

test("an upload writes over what is there", async () => {
  await putFile(client, fileOf("again", Buffer.from("one")));
  await putFile(client, fileOf("again", Buffer.from("two")));
  expect((await stored("again"))?.toString()).toBe("two");
});

test("progress rises to the whole size", async () => {
  const seen: number[] = [];
  const onProgress = (sentBytes: number): void => void seen.push(sentBytes);
  await putFile(client, { ...fileOf("progress", randomBytes(LARGE)), onProgress });
  expect(seen.at(-1)).toBe(LARGE);
  expect(seen).toEqual(seen.toSorted((left, right) => left - right));
});

test.each(["503", "500", "reset", "commit_then_500"] as const)("a %s is tried again from the start", async (kind) => {
  const content = randomBytes(LARGE);
  local.s3.faults.failNext({ kind, match: { method: "PUT" } });
  await putFile(client, fileOf(`retry-${kind}`, content));
  expect((await stored(`retry-${kind}`))?.equals(content)).toBe(true);
});

test("the third try may succeed, a fourth is not made", async () => {
  const file = fileOf("outage", randomBytes(10));
  local.s3.faults.failNext({ kind: "503", match: { method: "PUT" }, times: 2 });
  await putFile(client, file);
  local.s3.faults.failNext({ kind: "503", match: { method: "PUT" }, times: 3 });
  await expect(putFile(client, file)).rejects.toMatchObject({ name: "SlowDown" });
});

test("a file that shrinks while it is sent is not stored and does not hang", async () => {
  const file = fileOf("shrinking", randomBytes(LARGE));
  const onProgress = (): void => truncateSync(file.path, 100);
  await expect(putFile(client, { ...file, onProgress })).rejects.toThrow("became shorter");
  expect(await stored("shrinking")).toBeNull();
});

test("an abort ends the upload with its reason, and nothing is stored", async () => {
  const abort = new AbortController();
  const reason = new Error("the job was cancelled");
  const onProgress = (): void => abort.abort(reason);
  const upload = putFile(client, { ...fileOf("aborted", randomBytes(LARGE)), onProgress, signal: abort.signal });
  await expect(upload).rejects.toThrow(reason);
  expect(await stored("aborted")).toBeNull();
});

test("a file that is not there is an error of its own", async () => {
  const nothing = { ...fileOf("gone", Buffer.alloc(0)), path: join(folder, "no-such-file") };
  await expect(putFile(client, nothing)).rejects.toMatchObject({ code: "ENOENT" });
});

test("a caller without permission is told which one, once", async () => {
  const strict = bytesS3Client({ ...local.config(nobody), logger: quiet });
  await expect(putFile(strict, fileOf("denied", randomBytes(10)))).rejects.toThrow(MissingPermission);
});

test("a file is written with its tags by whoever may tag, and by nobody else", async () => {
  const file = { ...fileOf("tagged", Buffer.from("weights")), tags: CHECKPOINT_TAG };
  await putFile(client, file);
  const { TagCount } = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: "tagged" }));
  expect(TagCount).toBe(1);
  const writer = bytesS3Client({ ...local.config(writes), logger: quiet });
  await expect(putFile(writer, file)).rejects.toThrow(MissingPermission);
  await putFile(writer, { ...fileOf("plain", Buffer.from("weights")) });
});

/** S3 takes no shorter part but the last. */
const PART = 5 * 1024 ** 2;
const unfinished = async (): Promise<number> =>
  ((await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))).Uploads ?? []).length;

describe("a file that is larger than a part, as one of more than 5 GiB must be", () => {
  const content = randomBytes(2 * PART + 7);
  const file = (name: string): FileUpload => ({ ...fileOf(name, content), partBytes: PART, tags: CHECKPOINT_TAG });

  test("arrives as it is, with type, tags and digest, over what is there", async () => {
    const progress: number[] = [];
    await putFile(client, fileOf("large", Buffer.from("before")));
    const large = { ...file("large"), onProgress: (sentBytes: number): void => void progress.push(sentBytes) };
    const sha256 = createHash("sha256").update(content).digest("hex");
    expect(await putFile(client, large)).toMatchObject({ sizeBytes: content.length, sha256 });
    expect(progress).toEqual([PART, 2 * PART, content.length]);
    expect((await stored("large"))?.equals(content)).toBe(true);
    const head = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: "large" }));
    expect(head).toMatchObject({ TagCount: 1, ContentType: "application/octet-stream" });
  });

  test("is sent on from the part at which a connection broke", async () => {
    let parts = 0;
    local.s3.faults.failNext({ kind: "reset", match: { method: "PUT", key: /broken/u } });
    await putFile(client, { ...file("broken"), onProgress: () => void (parts += 1) });
    expect([parts, (await stored("broken"))?.equals(content)]).toEqual([3, true]);
  });

  test("leaves nothing behind when it is aborted, or shorter than it was", async () => {
    const abort = new AbortController();
    const reason = new Error("the job was cancelled");
    const onProgress = (): void => abort.abort(reason);
    await expect(putFile(client, { ...file("half"), onProgress, signal: abort.signal })).rejects.toThrow(reason);
    const shrinking = file("half");
    const shrink = (): void => truncateSync(shrinking.path, PART + 1);
    await expect(putFile(client, { ...shrinking, onProgress: shrink })).rejects.toThrow("became shorter");
    expect([await stored("half"), await unfinished()]).toEqual([null, 0]);
  });
});
