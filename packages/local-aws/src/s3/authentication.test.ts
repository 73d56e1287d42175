import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { describe, expect, test } from "vitest";
import type { Identity } from "../identity.ts";
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import { formatAmzDate, hmacHex, scopeText, signingKey, stringToSign } from "../sigv4/signing-key.ts";
import { BUCKET as Bucket, refusalOf, ROOT, startTestS3 } from "./testing/test-s3.ts";

const ARN = `arn:aws:s3:::${Bucket}`;
const reader: Identity = {
  accessKeyId: "AKREADER",
  secretAccessKey: "reader",
  name: "reader",
  allow: [{ actions: ["s3:GetObject"], resources: [`${ARN}/public/*`] }],
};
const lister: Identity = {
  accessKeyId: "AKLISTER",
  secretAccessKey: "lister",
  name: "lister",
  allow: [
    { actions: ["s3:GetObject"], resources: [`${ARN}/*`] },
    { actions: ["s3:ListBucket"], resources: [ARN] },
  ],
};
const prefixLister: Identity = {
  accessKeyId: "AKPREFIX",
  secretAccessKey: "prefix",
  name: "prefix-lister",
  allow: [
    { actions: ["s3:GetObject"], resources: [`${ARN}/*`] },
    { actions: ["s3:ListBucket"], resources: [ARN], conditions: { StringLike: { "s3:prefix": "public/*" } } },
  ],
};
const writer: Identity = {
  accessKeyId: "AKWRITER",
  secretAccessKey: "writer",
  name: "writer",
  allow: [{ actions: ["s3:PutObject", "s3:DeleteObject"], resources: [`${ARN}/*`] }],
};
const careful: Identity = {
  accessKeyId: "AKCAREFUL",
  secretAccessKey: "careful",
  name: "careful",
  deny: [
    { actions: ["s3:DeleteObject"], resources: [`${ARN}/training/*`], conditions: { Null: { "s3:if-match": "true" } } },
  ],
};
const TEMPORARY_UNTIL = Date.now() + 5 * 60_000;
const temporary: Identity = {
  accessKeyId: "ASTEMP",
  secretAccessKey: "temp",
  sessionToken: "session",
  expiresAt: TEMPORARY_UNTIL,
  name: "temporary",
};

let clock = (): number => Date.now();
const s3 = await startTestS3({
  identities: [ROOT, reader, lister, prefixLister, writer, careful, temporary],
  now: () => clock(),
});
const get = (client: S3Client, Key: string) => client.send(new GetObjectCommand({ Bucket, Key }));
const put = (client: S3Client, Key: string, input: object = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body: "x", ...input }));
const denied = [403, "AccessDenied"];

describe("signatures", () => {
  test("nobody may do anything without one", async () => {
    expect((await fetch(`${s3.url}/${Bucket}/anonymous`, { method: "PUT", body: "x" })).status).toBe(403);
    expect((await fetch(`${s3.url}/${Bucket}`)).status).toBe(403);
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
  test("a signature in the headers says what the body hashes to, or that it does not", async () => {
    const { host } = new URL(s3.url);
    const amzDate = formatAmzDate(Date.now());
    const scope = { date: amzDate.slice(0, 8), region: "us-east-1", service: "s3" };
    const statusOf = async (named: Record<string, string>): Promise<number> => {
      const headers = new Map(Object.entries({ host, "x-amz-date": amzDate, ...named }));
      const signedHeaders = [...headers.keys()].sort();
      const target = { rawPath: `/${Bucket}`, query: [] };
      const parts = { method: "GET", target, headers, signedHeaders, payloadHash: "UNSIGNED-PAYLOAD" };
      const toSign = stringToSign(amzDate, scope, canonicalRequest({ ...parts, pathEncoding: "once" }) ?? "");
      const signature = hmacHex(signingKey(ROOT.secretAccessKey, scope), toSign);
      const credential = `${ROOT.accessKeyId}/${scopeText(scope)}`;
      const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders.join(";")}, Signature=${signature}`;
      return (await fetch(`${s3.url}/${Bucket}`, { headers: { "x-amz-date": amzDate, ...named, authorization } }))
        .status;
    };
    expect(await statusOf({ "x-amz-content-sha256": "UNSIGNED-PAYLOAD" })).toBe(200);
    expect(await statusOf({})).toBe(400);
  });

  test("a wrong secret, an unknown key and a wrong region are told apart", async () => {
    const wrongSecret = s3.clientOf({ ...ROOT, secretAccessKey: "wrong" });
    expect(await refusalOf(put(wrongSecret, "a"))).toEqual([403, "SignatureDoesNotMatch"]);
    const unknown = s3.clientOf({ ...ROOT, accessKeyId: "AKNOBODY" });
    expect(await refusalOf(put(unknown, "a"))).toEqual([403, "InvalidAccessKeyId"]);
    const elsewhere = s3.clientOf(ROOT, { region: "eu-central-1" });
    expect(await refusalOf(put(elsewhere, "a"))).toEqual([400, "AuthorizationHeaderMalformed"]);
  });

  test("temporary credentials work with their session token only", async () => {
    await put(s3.clientOf(temporary), "temporary");
    const { sessionToken: _, ...withoutToken } = temporary;
    expect(await refusalOf(put(s3.clientOf(withoutToken), "temporary"))).toEqual([400, "InvalidToken"]);
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/ErrorCodeBilling.html lists it under 400, and not under 403.
  test("temporary credentials end, and every URL with them that they have signed", async () => {
    const getUrl = await getSignedUrl(s3.clientOf(temporary), new GetObjectCommand({ Bucket, Key: "temporary" }));
    clock = () => TEMPORARY_UNTIL - 1;
    expect((await fetch(getUrl)).status).toBe(200);
    clock = () => TEMPORARY_UNTIL;
    expect(await refusalOf(put(s3.clientOf(temporary), "temporary"))).toEqual([400, "ExpiredToken"]);
    const answer = await fetch(getUrl);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("<Code>ExpiredToken</Code>")]);
    clock = () => Date.now();
  });

  test("a clock that is wrong by more than fifteen minutes is refused", async () => {
    clock = () => Date.now() + 16 * 60_000;
    // The SDK corrects its clock from the answer for the next attempt; one attempt shows the refusal itself.
    expect(await refusalOf(put(s3.clientOf(ROOT, { maxAttempts: 1 }), "a"))).toEqual([403, "RequestTimeTooSkewed"]);
    clock = () => Date.now();
  });
});

describe("permissions", () => {
  test("a missing key looks forbidden to who may not list the bucket", async () => {
    const client = s3.clientOf(reader);
    expect(await refusalOf(get(client, "public/none"))).toEqual(denied);
    expect((await refusalOf(client.send(new HeadObjectCommand({ Bucket, Key: "public/none" }))))[0]).toBe(403);
    expect(await refusalOf(get(s3.clientOf(lister), "public/none"))).toEqual([404, "NoSuchKey"]);
  });

  test("leave to list a prefix only does not help GET to see a 404", async () => {
    const client = s3.clientOf(prefixLister);
    await client.send(new ListObjectsV2Command({ Bucket, Prefix: "public/a" }));
    expect(await refusalOf(client.send(new ListObjectsV2Command({ Bucket })))).toEqual(denied);
    expect(await refusalOf(get(client, "public/none"))).toEqual(denied);
  });

  test("each action needs its own", async () => {
    await put(s3.client, "public/a");
    await put(s3.client, "private/a");
    const client = s3.clientOf(reader);
    expect((await get(client, "public/a")).ContentLength).toBe(1);
    expect(await refusalOf(get(client, "private/a"))).toEqual(denied);
    expect(await refusalOf(put(client, "public/a"))).toEqual(denied);
    expect(await refusalOf(client.send(new DeleteObjectCommand({ Bucket, Key: "public/a" })))).toEqual(denied);
    expect(await refusalOf(client.send(new CreateMultipartUploadCommand({ Bucket, Key: "public/a" })))).toEqual(denied);
    expect(await refusalOf(client.send(new ListBucketsCommand({})))).toEqual(denied);
  });

  test("If-Match needs leave to read beside leave to write or delete", async () => {
    const { ETag } = await put(s3.client, "guarded");
    const client = s3.clientOf(writer);
    expect(await refusalOf(put(client, "guarded", { IfMatch: ETag }))).toEqual(denied);
    const remove = client.send(new DeleteObjectCommand({ Bucket, Key: "guarded", IfMatch: ETag }));
    expect(await refusalOf(remove)).toEqual(denied);
    await put(client, "fresh", { IfNoneMatch: "*" });
  });

  test("a policy can forbid deletes without a condition", async () => {
    const { ETag } = await put(s3.client, "training/training.json");
    const remove = (IfMatch?: string) =>
      s3.clientOf(careful).send(new DeleteObjectCommand({ Bucket, Key: "training/training.json", IfMatch }));
    expect(await refusalOf(remove())).toEqual(denied);
    await remove(ETag);
  });

  test("deleting many reports the keys that were forbidden", async () => {
    await put(s3.client, "mixed");
    const result = await s3
      .clientOf(reader)
      .send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "mixed" }] } }));
    expect(result.Errors).toMatchObject([{ Key: "mixed", Code: "AccessDenied" }]);
    expect((await get(s3.client, "mixed")).ContentLength).toBe(1);
  });

  test("a presigned URL can do no more than who signed it", async () => {
    const client = s3.clientOf(reader);
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: "private/a" }));
    expect((await fetch(url)).status).toBe(403);
  });

  test("a bucket that is expected to be another account's is refused", async () => {
    const ours = { Bucket, Key: "owned", Body: "x", ExpectedBucketOwner: "000000000000" };
    await s3.client.send(new PutObjectCommand(ours));
    const theirs = { ...ours, ExpectedBucketOwner: "123456789012" };
    expect(await refusalOf(s3.client.send(new PutObjectCommand(theirs)))).toEqual(denied);
  });
});
