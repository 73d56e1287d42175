import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { BUCKET as Bucket, refusalOf, startTestS3 } from "./testing/test-s3.ts";

const { client, url } = await startTestS3();
const put = (Key: string, Body: string | Uint8Array) => client.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (Key: string, Range?: string): Promise<string | undefined> =>
  (await client.send(new GetObjectCommand({ Bucket, Key, Range }))).Body?.transformToString();

describe("an object", () => {
  test("comes back with its bytes, type and metadata", async () => {
    const Metadata = { owner: "me", "job-id": "42" };
    const ContentType = "text/csv; charset=utf-8";
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key: "a.csv",
        Body: "input,label",
        ContentType,
        Metadata,
        CacheControl: "no-store",
      }),
    );
    const got = await client.send(new GetObjectCommand({ Bucket, Key: "a.csv" }));
    expect(await got.Body?.transformToString()).toBe("input,label");
    expect(got).toMatchObject({ ContentType, Metadata, CacheControl: "no-store", ContentLength: 11 });
  });

  test("of no bytes is an object too", async () => {
    await put("empty", "");
    expect(await client.send(new HeadObjectCommand({ Bucket, Key: "empty" }))).toMatchObject({ ContentLength: 0 });
    expect(await read("empty")).toBe("");
  });

  test.each(["ü/ñ 日本.json", "a+b%2B c", "~!*'();:@&=$,?#[]", "..", "a//b/", "tab\tnewline\n"])(
    "may be called %j",
    async (Key) => {
      await put(Key, `body of ${Key}`);
      expect(await read(Key)).toBe(`body of ${Key}`);
    },
  );

  test("has the MD5 of its bytes as ETag, so equal bytes have equal ETags", async () => {
    const first = await put("one", "same bytes");
    const second = await put("two", "same bytes");
    expect(first.ETag).toBe('"b7c7a19ff9841101a57b7867181d267e"');
    expect(second.ETag).toBe(first.ETag);
  });

  test("that is missing answers 404 to GET and HEAD", async () => {
    expect(await refusalOf(client.send(new GetObjectCommand({ Bucket, Key: "none" })))).toEqual([404, "NoSuchKey"]);
    expect(await refusalOf(client.send(new HeadObjectCommand({ Bucket, Key: "none" })))).toEqual([404, "NotFound"]);
  });

  test("in a bucket that is missing answers NoSuchBucket", async () => {
    const call = client.send(new GetObjectCommand({ Bucket: "no-such-bucket", Key: "none" }));
    expect(await refusalOf(call)).toEqual([404, "NoSuchBucket"]);
  });

  test("is deleted once, and deleting it again succeeds", async () => {
    await put("gone", "x");
    await client.send(new DeleteObjectCommand({ Bucket, Key: "gone" }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: "gone" }));
    expect(await refusalOf(client.send(new GetObjectCommand({ Bucket, Key: "gone" })))).toEqual([404, "NoSuchKey"]);
  });

  test("is dated to the second by the clock that the Date header shows", async () => {
    await put("dated", "x");
    const response = await fetch(`${url}/${Bucket}/dated`);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: "dated" }));
    expect(head.LastModified?.getMilliseconds()).toBe(0);
    const age = Date.parse(response.headers.get("date") ?? "") - (head.LastModified?.getTime() ?? 0);
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(5000);
  });

  test("of a stream whose length is known is stored without its chunk framing", async () => {
    const bytes = Buffer.alloc(300_000, "stream ");
    const Body = Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]);
    await client.send(new PutObjectCommand({ Bucket, Key: "streamed", Body, ContentLength: bytes.length }));
    const got = await client.send(new GetObjectCommand({ Bucket, Key: "streamed" }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
    expect(got.ContentEncoding).toBeUndefined();
  });

  test("with more metadata than 2 KB is refused", async () => {
    const Metadata = { big: "x".repeat(2100) };
    const call = client.send(new PutObjectCommand({ Bucket, Key: "meta", Body: "x", Metadata }));
    expect(await refusalOf(call)).toEqual([400, "MetadataTooLarge"]);
  });

  test("with a key of more than 1024 bytes is refused", async () => {
    expect(await refusalOf(put("ü".repeat(513), "x"))).toEqual([400, "KeyTooLongError"]);
  });
});

describe("ranges", () => {
  test.each([
    ["bytes=2-5", "2345"],
    ["bytes=-3", "789"],
    ["bytes=7-", "789"],
    ["bytes=8-99", "89"],
    ["bytes=-99", "0123456789"],
  ])("%s gives %j", async (Range, expected) => {
    await put("digits", "0123456789");
    expect(await read("digits", Range)).toBe(expected);
  });

  test("say which bytes of how many they are", async () => {
    await put("digits", "0123456789");
    const got = await client.send(new GetObjectCommand({ Bucket, Key: "digits", Range: "bytes=2-5" }));
    expect(got).toMatchObject({ ContentRange: "bytes 2-5/10", ContentLength: 4, $metadata: { httpStatusCode: 206 } });
  });

  test("beyond the end are refused", async () => {
    await put("digits", "0123456789");
    expect(await refusalOf(client.send(new GetObjectCommand({ Bucket, Key: "digits", Range: "bytes=10-" })))).toEqual([
      416,
      "InvalidRange",
    ]);
  });
});

describe("a conditional read", () => {
  test("answers 304 when the client has this version, 412 when it wants another", async () => {
    const { ETag } = await put("read", "content");
    const get = (input: object) => client.send(new GetObjectCommand({ Bucket, Key: "read", ...input }));
    expect((await refusalOf(get({ IfNoneMatch: ETag })))[0]).toBe(304);
    expect(await refusalOf(get({ IfMatch: '"other"' }))).toEqual([412, "PreconditionFailed"]);
    expect((await get({ IfMatch: ETag })).ETag).toBe(ETag);
    expect((await get({ IfNoneMatch: '"other"' })).ETag).toBe(ETag);
  });

  test("compares dates unless an ETag was given beside them", async () => {
    const { ETag } = await put("read", "content");
    const head = (input: object) => client.send(new HeadObjectCommand({ Bucket, Key: "read", ...input }));
    const past = new Date(Date.now() - 3_600_000);
    const future = new Date(Date.now() + 3_600_000);
    expect((await refusalOf(head({ IfModifiedSince: future })))[0]).toBe(304);
    expect((await refusalOf(head({ IfUnmodifiedSince: past })))[0]).toBe(412);
    expect((await head({ IfMatch: ETag, IfUnmodifiedSince: past })).ETag).toBe(ETag);
    expect((await head({ IfModifiedSince: past })).ETag).toBe(ETag);
  });
});

describe("copying", () => {
  test("carries bytes and metadata, or takes new metadata", async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: "src/ü +", Body: "copied", Metadata: { a: "1" } }));
    const CopySource = `${Bucket}/${encodeURIComponent("src/ü +")}`;
    await client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource }));
    expect(await client.send(new HeadObjectCommand({ Bucket, Key: "copy" }))).toMatchObject({ Metadata: { a: "1" } });
    const replace = { MetadataDirective: "REPLACE", Metadata: { b: "2" } } as const;
    await client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource, ...replace }));
    const got = await client.send(new GetObjectCommand({ Bucket, Key: "copy" }));
    expect(got.Metadata).toEqual({ b: "2" });
    expect(await got.Body?.transformToString()).toBe("copied");
  });

  test("leaves the copy whole when the source goes", async () => {
    await put("short-lived", "kept by the copy");
    await client.send(new CopyObjectCommand({ Bucket, Key: "kept", CopySource: `${Bucket}/short-lived` }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: "short-lived" }));
    expect(await read("kept")).toBe("kept by the copy");
  });

  test("an object onto itself without a change is refused", async () => {
    await put("self", "x");
    const call = client.send(new CopyObjectCommand({ Bucket, Key: "self", CopySource: `${Bucket}/self` }));
    expect(await refusalOf(call)).toEqual([400, "InvalidRequest"]);
  });

  test("from a source that is missing or has changed is refused", async () => {
    await put("src", "x");
    const copy = (input: { CopySource: string; CopySourceIfMatch?: string }) =>
      client.send(new CopyObjectCommand({ Bucket, Key: "dst", ...input }));
    expect(await refusalOf(copy({ CopySource: `${Bucket}/none` }))).toEqual([404, "NoSuchKey"]);
    const stale = copy({ CopySource: `${Bucket}/src`, CopySourceIfMatch: '"stale"' });
    expect(await refusalOf(stale)).toEqual([412, "PreconditionFailed"]);
  });
});

describe("deleting many", () => {
  test("reports each key", async () => {
    await Promise.all([put("many/1", "x"), put("many/2", "x")]);
    const Objects = [{ Key: "many/1" }, { Key: "many/2" }, { Key: "many/<none>&" }];
    const result = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(result.Deleted?.map(({ Key }) => Key)).toEqual(["many/1", "many/2", "many/<none>&"]);
    expect(await refusalOf(client.send(new GetObjectCommand({ Bucket, Key: "many/1" })))).toEqual([404, "NoSuchKey"]);
  });
});
