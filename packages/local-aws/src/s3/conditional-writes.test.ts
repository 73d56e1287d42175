import { setTimeout as sleep } from "node:timers/promises";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { describe, expect, test } from "vitest";
import { slowPut } from "./testing/slow-put.ts";
import { BUCKET as Bucket, refusalOf, ROOT, startTestS3 } from "./testing/test-s3.ts";

const s3 = await startTestS3();
const { client } = s3;
const put = (Key: string, Body: string, condition: { IfMatch?: string | undefined; IfNoneMatch?: string } = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...condition }));
const read = async (Key: string) => {
  const got = await client.send(new GetObjectCommand({ Bucket, Key }));
  return { text: (await got.Body?.transformToString()) ?? "", etag: got.ETag };
};

describe("If-None-Match: *", () => {
  test("creates once and refuses the second write", async () => {
    await put("once", "first", { IfNoneMatch: "*" });
    expect(await refusalOf(put("once", "second", { IfNoneMatch: "*" }))).toEqual([412, "PreconditionFailed"]);
    expect((await read("once")).text).toBe("first");
  });

  test("lets exactly one of fifty racing writers win", async () => {
    const writes = Array.from({ length: 50 }, (_, writer) => put("race", `writer ${writer}`, { IfNoneMatch: "*" }));
    const results = await Promise.allSettled(writes);
    const winners = results.flatMap((result, writer) => (result.status === "fulfilled" ? [writer] : []));
    expect(winners).toHaveLength(1);
    expect((await read("race")).text).toBe(`writer ${winners[0]}`);
  });

  test("lets one of ten racing writers with large bodies win, and tells the others why", async () => {
    const bodies = Array.from({ length: 10 }, (_, writer) => Buffer.alloc(8_000_000, `writer ${writer} `));
    const presigner = s3.clientOf(ROOT, { requestChecksumCalculation: "WHEN_REQUIRED" });
    const url = await getSignedUrl(presigner, new PutObjectCommand({ Bucket, Key: "large" }));
    const statuses = await Promise.all(
      bodies.map(async (body) => (await fetch(url, { method: "PUT", body, headers: { "if-none-match": "*" } })).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(9);
    const winner = bodies[statuses.indexOf(200)];
    const got = await client.send(new GetObjectCommand({ Bucket, Key: "large" }));
    expect(winner?.equals(Buffer.from((await got.Body?.transformToByteArray()) ?? []))).toBe(true);
  });

  test("refuses a large body before it was sent", async () => {
    await put("taken", "x");
    const large = client.send(
      new PutObjectCommand({ Bucket, Key: "taken", Body: Buffer.alloc(8_000_000), IfNoneMatch: "*" }),
    );
    expect(await refusalOf(large)).toEqual([412, "PreconditionFailed"]);
    // Without `Expect: 100-continue` the body is on its way already; the answer must come through all the same.
    const presigner = s3.clientOf(ROOT, { requestChecksumCalculation: "WHEN_REQUIRED" });
    const url = await getSignedUrl(presigner, new PutObjectCommand({ Bucket, Key: "taken" }));
    const sent = await fetch(url, { method: "PUT", body: Buffer.alloc(30_000_000), headers: { "if-none-match": "*" } });
    expect(sent.status).toBe(412);
  });

  test("decides when the body is in, not when the request came", async () => {
    const slow = await slowPut(s3, "slow-race", { headers: { "if-none-match": "*" }, bytes: 200_000 });
    await put("slow-race", "overtook", { IfNoneMatch: "*" });
    expect(await slow.finish()).toBe(412);
    expect((await read("slow-race")).text).toBe("overtook");
  });

  test("answers 409 when the key was deleted while the body arrived", async () => {
    const slow = await slowPut(s3, "deleted-meanwhile", { headers: { "if-none-match": "*" }, bytes: 200_000 });
    await put("deleted-meanwhile", "short-lived");
    await client.send(new DeleteObjectCommand({ Bucket, Key: "deleted-meanwhile" }));
    expect(await slow.finish()).toBe(409);
  });
});

describe("If-Match", () => {
  test("writes over the version it names and refuses a stale one", async () => {
    const { ETag } = await put("cas", "1");
    await put("cas", "2", { IfMatch: ETag });
    expect(await refusalOf(put("cas", "3", { IfMatch: ETag }))).toEqual([412, "PreconditionFailed"]);
    expect((await read("cas")).text).toBe("2");
  });

  test("takes an ETag without quotes too", async () => {
    const { ETag } = await put("unquoted", "1");
    await put("unquoted", "2", { IfMatch: ETag?.replaceAll('"', "") });
    expect((await read("unquoted")).text).toBe("2");
  });

  test("answers 404 when the key is missing", async () => {
    expect(await refusalOf(put("absent", "1", { IfMatch: '"any"' }))).toEqual([404, "NoSuchKey"]);
  });

  test("loses none of 100 increments by 10 clients", async () => {
    await put("counter", "0");
    const presigner = s3.clientOf(ROOT, { requestChecksumCalculation: "WHEN_REQUIRED" });
    const readUrl = await getSignedUrl(presigner, new GetObjectCommand({ Bucket, Key: "counter" }));
    const writeUrl = await getSignedUrl(presigner, new PutObjectCommand({ Bucket, Key: "counter" }));
    let lostRaces = 0;
    const increment = async (): Promise<void> => {
      for (;;) {
        const got = await fetch(readUrl);
        const body = `${Number(await got.text()) + 1}`;
        const headers = { "if-match": got.headers.get("etag") ?? "" };
        const { status } = await fetch(writeUrl, { method: "PUT", body, headers });
        if (status === 200) return;
        expect(status).toBe(412);
        lostRaces++;
        // As real callers do: without jitter, nine of ten clients only burn time.
        await sleep(Math.random() * 30);
      }
    };
    const incrementTenTimes = async (): Promise<void> => {
      for (let i = 0; i < 10; i++) await increment();
    };
    await Promise.all(Array.from({ length: 10 }, incrementTenTimes));
    expect((await read("counter")).text).toBe("100");
  }, 60_000);
});

describe("a conditional delete", () => {
  const remove = (Key: string, IfMatch: string | undefined) =>
    client.send(new DeleteObjectCommand({ Bucket, Key, IfMatch }));

  test("removes the version it names and refuses a stale one", async () => {
    const { ETag } = await put("doomed", "1");
    await put("doomed", "2");
    expect(await refusalOf(remove("doomed", ETag))).toEqual([412, "PreconditionFailed"]);
    await remove("doomed", (await read("doomed")).etag);
    expect(await refusalOf(read("doomed"))).toEqual([404, "NoSuchKey"]);
  });

  test("answers 404 when the key is gone, so its own retry can see that", async () => {
    expect(await refusalOf(remove("absent", '"any"'))).toEqual([404, "NoSuchKey"]);
  });
});

describe("a conditional multipart upload", () => {
  test("is refused when another object took the key, and can be tried again", async () => {
    const Key = "multipart-race";
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: "part" }));
    await put(Key, "was here first");
    const complete = () =>
      client.send(
        new CompleteMultipartUploadCommand({
          Bucket,
          Key,
          UploadId,
          IfNoneMatch: "*",
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
        }),
      );
    expect(await refusalOf(complete())).toEqual([412, "PreconditionFailed"]);
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    await complete();
    expect((await read(Key)).text).toBe("part");
  });
});

test("forms of a condition that S3 does not know are refused instead of ignored", async () => {
  expect(await refusalOf(put("strange", "x", { IfNoneMatch: '"abc"' }))).toEqual([501, "NotImplemented"]);
});
