import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type PutObjectCommandInput } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { slowPut } from "./testing/slow-put.ts";
import { signedChunkedPut } from "./testing/signed-chunked-put.ts";
import { BUCKET as Bucket, refusalOf, startTestS3 } from "./testing/test-s3.ts";

const s3 = await startTestS3();
const { client } = s3;
const Body = "checked bytes";
const put = (Key: string, input: Partial<PutObjectCommandInput>) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...input }));
const head = (Key: string) => client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));

const ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
const WRONG = {
  CRC32: "AAAAAA==",
  CRC32C: "AAAAAA==",
  CRC64NVME: "AAAAAAAAAAA=",
  SHA1: createHash("sha1").update("other").digest("base64"),
  SHA256: createHash("sha256").update("other").digest("base64"),
};

describe("a checksum", () => {
  test.each(ALGORITHMS)("%s that the SDK computed is verified, kept and given back", async (ChecksumAlgorithm) => {
    const sent = await put(ChecksumAlgorithm, { ChecksumAlgorithm });
    const field = `Checksum${ChecksumAlgorithm}` as const;
    expect(sent[field]).toMatch(/=$/);
    expect((await head(ChecksumAlgorithm))[field]).toBe(sent[field]);
    // The SDK verifies what GET returns against the checksum in the answer.
    const got = await client.send(new GetObjectCommand({ Bucket, Key: ChecksumAlgorithm, ChecksumMode: "ENABLED" }));
    expect(await got.Body?.transformToString()).toBe(Body);
  });

  test.each(ALGORITHMS)("%s of other bytes is refused, and nothing is stored", async (algorithm) => {
    const Key = `wrong-${algorithm}`;
    const wrong = put(Key, { [`Checksum${algorithm}`]: WRONG[algorithm] });
    expect(await refusalOf(wrong)).toEqual([400, "BadDigest"]);
    expect(await refusalOf(head(Key))).toEqual([404, "NotFound"]);
  });

  test("is shown only to who asks for it", async () => {
    await put("quiet", { ChecksumAlgorithm: "SHA256" });
    expect((await client.send(new HeadObjectCommand({ Bucket, Key: "quiet" }))).ChecksumSHA256).toBeUndefined();
  });

  test("that is no base64 of the right length is refused", async () => {
    expect(await refusalOf(put("short", { ChecksumSHA256: "AAAA" }))).toEqual([400, "InvalidRequest"]);
  });
});

describe("Content-MD5", () => {
  test("of the bytes is accepted, of others refused, and nonsense named", async () => {
    await put("md5", { ContentMD5: createHash("md5").update(Body).digest("base64") });
    const other = createHash("md5").update("other").digest("base64");
    expect(await refusalOf(put("md5", { ContentMD5: other }))).toEqual([400, "BadDigest"]);
    expect(await refusalOf(put("md5", { ContentMD5: "nonsense" }))).toEqual([400, "InvalidDigest"]);
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html: RequestTimeout is a 400.
test("a body in whose middle the client falls silent is refused, and nothing is stored", async () => {
  const impatient = await startTestS3({ silenceMs: 20 });
  const upload = await slowPut(impatient, "silent", { bytes: 1000 });
  expect(await upload.refused()).toEqual([400, expect.stringContaining("<Code>RequestTimeout</Code>")]);
  const read = impatient.client.send(new HeadObjectCommand({ Bucket, Key: "silent" }));
  expect(await refusalOf(read)).toEqual([404, "NotFound"]);
});

describe("an aws-chunked body", () => {
  test("carries its checksum in a trailer that is verified", async () => {
    const bytes = Buffer.alloc(200_000, "trailer ");
    const stream = Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]);
    const sent = await put("trailer", { Body: stream, ContentLength: bytes.length, ChecksumAlgorithm: "CRC64NVME" });
    expect((await head("trailer")).ChecksumCRC64NVME).toBe(sent.ChecksumCRC64NVME);
    expect((await head("trailer")).ContentLength).toBe(bytes.length);
  });

  test("with signed chunks is accepted as signed, with a signed trailer too", async () => {
    expect(await signedChunkedPut(s3.url, { key: "signed", chunks: ["first chunk, ", "second chunk"] })).toBe(200);
    const got = await client.send(new GetObjectCommand({ Bucket, Key: "signed" }));
    expect(await got.Body?.transformToString()).toBe("first chunk, second chunk");
    const crc32 = "y/Q5Jg==";
    expect(await signedChunkedPut(s3.url, { key: "trailed", chunks: ["123456789"], crc32 })).toBe(200);
    expect(await signedChunkedPut(s3.url, { key: "trailed", chunks: ["12345678x"], crc32 })).toBe(400);
  });

  test.each(["chunk", "trailer", "order"] as const)("with a tampered %s is refused", async (tamper) => {
    const key = `tampered-${tamper}`;
    const chunks = ["123", "456", "789"];
    expect(await signedChunkedPut(s3.url, { key, chunks, crc32: "y/Q5Jg==", tamper })).toBe(403);
    expect(await refusalOf(head(key))).toEqual([404, "NotFound"]);
  });

  test("that ends before its last chunk is refused", async () => {
    expect(await signedChunkedPut(s3.url, { key: "cut", chunks: ["123"], tamper: "end" })).toBe(400);
  });
});
