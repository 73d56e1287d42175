import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BUCKET, localS3 } from "../test/local-s3.ts";
import type { S3UnderTest } from "../test/local-s3.ts";
import { ANY_CREDENTIALS, scriptedEndpoint } from "../test/scripted-endpoint.ts";
import { MissingPermission } from "./missing-permission.ts";
import { readBytes, statObject } from "./object-bytes.ts";
import type { ReadOptions } from "./object-bytes.ts";
import { bytesS3Client } from "./s3-clients.ts";

const SIZE = 4 * 1024 * 1024;
const CONTENT = Buffer.alloc(SIZE, "0123456789abcdef");
const nobody = { name: "nobody", accessKeyId: "nobody", secretAccessKey: "secret", allow: [] };

let local: S3UnderTest;
let client: S3Client;
beforeAll(async () => {
  local = await localS3([nobody]);
  client = bytesS3Client(local.config());
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: "data", Body: CONTENT, ContentType: "text/csv" }));
});
afterAll(() => local.close());

async function found(options?: ReadOptions) {
  const reading = await readBytes(client, BUCKET, "data", options);
  if (reading.kind !== "found") throw new Error(`data is ${reading.kind}`);
  return reading;
}

async function whole(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("readBytes", () => {
  test("it streams the whole object in pieces, with what S3 knows of it", async () => {
    const { bytes, ...facts } = await found();
    const stat = await statObject(client, BUCKET, "data");
    expect(facts).toEqual({ kind: "found", ...stat });
    expect(facts).toMatchObject({ sizeBytes: SIZE, contentType: "text/csv" });
    const sizes: number[] = [];
    for await (const chunk of bytes) sizes.push(chunk.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(SIZE);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1024 * 1024);
  });

  test.each([
    [{ first: 0, last: 9 }, "0123456789"],
    [{ first: 14, last: 17 }, "ef01"],
    [{ first: SIZE - 3 }, "def"],
  ])("of the range %o exactly those bytes come, and the size is still the whole object's", async (range, text) => {
    const { bytes, sizeBytes } = await found({ range });
    expect((await whole(bytes)).toString()).toBe(text);
    expect(sizeBytes).toBe(SIZE);
  });

  test("a range beyond the end is a mistake of the caller's", async () => {
    await expect(found({ range: { first: SIZE } })).rejects.toThrow(RangeError);
  });

  test("the version that was asked for is read, another one is changed, and no object is missing", async () => {
    const { etag, bytes } = await found();
    await whole(bytes);
    expect((await whole((await found({ ifMatch: etag })).bytes)).equals(CONTENT)).toBe(true);
    expect(await readBytes(client, BUCKET, "data", { ifMatch: '"other"' })).toEqual({ kind: "changed" });
    expect(await readBytes(client, BUCKET, "nothing")).toEqual({ kind: "missing" });
  });

  test("a reader who leaves early leaves no connection behind", async () => {
    for (let round = 0; round < 60; round++) {
      // More rounds than the client has connections: kept ones would make this hang.
      const { bytes } = await found();
      for await (const chunk of bytes) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
    }
  });

  test("an abort ends the reading with its reason, before it and in the middle of it", async () => {
    const reason = new Error("the job was cancelled");
    await expect(found({ signal: AbortSignal.abort(reason) })).rejects.toThrow(reason);
    const abort = new AbortController();
    const { bytes } = await found({ signal: abort.signal });
    const reading = (async () => {
      for await (const chunk of bytes) if (chunk.length > 0) abort.abort(reason);
    })();
    await expect(reading).rejects.toThrow(reason);
  });

  test("a connection that breaks is no end of the object", async () => {
    const headers = { etag: '"e"', "last-modified": "Mon, 23 Nov 2026 12:00:00 GMT", "content-length": "20" };
    const endpoint = await scriptedEndpoint(() => ({ cutAfter: "0123456789", headers }));
    const cut = bytesS3Client({ endpoint: endpoint.url, region: "us-east-1", credentials: ANY_CREDENTIALS });
    const reading = await readBytes(cut, BUCKET, "data");
    await expect(reading.kind === "found" && whole(reading.bytes)).rejects.toThrow();
    await endpoint.close();
  });

  test("a caller without permission is told which one", async () => {
    const strict = bytesS3Client(local.config(nobody));
    await expect(readBytes(strict, BUCKET, "data")).rejects.toThrow(MissingPermission);
    await expect(statObject(strict, BUCKET, "data")).rejects.toThrow(MissingPermission);
  });
});

test("nothing is known of an object that is not there", async () => {
  expect(await statObject(client, BUCKET, "nothing")).toBeNull();
});
