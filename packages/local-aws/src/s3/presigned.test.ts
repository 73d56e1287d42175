import { createHash } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { describe, expect, test } from "vitest";
import { BUCKET as Bucket, ROOT, startTestS3 } from "./testing/test-s3.ts";

let clock = Date.now();
const s3 = await startTestS3({ now: () => clock });
const { client } = s3;
/** What product code signs with: no checksum of a body that the presigner does not know. */
const presigner: S3Client = s3.clientOf(ROOT, { requestChecksumCalculation: "WHEN_REQUIRED" });

const sha256 = (body: string): string => createHash("sha256").update(body).digest("base64");
const putUrl = (Key: string, input: object = {}, options: Parameters<typeof getSignedUrl>[2] = {}) =>
  getSignedUrl(presigner, new PutObjectCommand({ Bucket, Key, ...input }), { expiresIn: 900, ...options });
async function send(url: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { method: "PUT", body, headers });
  const code = /<Code>(.*)<\/Code>/.exec(await response.text())?.[1];
  return [response.status, code];
}

describe("a presigned PUT", () => {
  test("stores the body without any key in the browser", async () => {
    expect(await send(await putUrl("up"), "hello")).toEqual([200, undefined]);
    const got = await client.send(new GetObjectCommand({ Bucket, Key: "up" }));
    expect(await got.Body?.transformToString()).toBe("hello");
  });

  test.each([
    [
      "signature",
      (url: string) => url.replace(/Signature=./, (text) => (text.endsWith("0") ? "Signature=1" : "Signature=0")),
    ],
    ["key", (url: string) => url.replace("/tampered", "/other")],
    ["expiry", (url: string) => url.replace("Expires=900", "Expires=901")],
    ["query", (url: string) => `${url}&x-id2=1`],
  ])("with another %s than signed is refused", async (_, tamper) => {
    expect(await send(tamper(await putUrl("tampered")), "x")).toEqual([403, "SignatureDoesNotMatch"]);
  });

  test("is refused from the second it expires", async () => {
    const url = await putUrl("expiring");
    const signedAt = Date.parse(
      (new URL(url).searchParams.get("X-Amz-Date") ?? "").replace(
        /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/,
        "$1-$2-$3T$4:$5:$6Z",
      ),
    );
    clock = signedAt + 899_999;
    expect(await send(url, "x")).toEqual([200, undefined]);
    clock = signedAt + 900_000;
    expect(await send(url, "x")).toEqual([403, "AccessDenied"]);
    clock = Date.now();
  });

  test("refuses another length, type or body than was signed, and a second write", async () => {
    const body = "input,label\n";
    const url = await putUrl(
      "strict",
      { ContentLength: body.length, ContentType: "text/csv", ChecksumSHA256: sha256(body), IfNoneMatch: "*" },
      {
        unhoistableHeaders: new Set(["x-amz-checksum-sha256"]),
        signableHeaders: new Set(["host", "content-length", "content-type", "x-amz-checksum-sha256", "if-none-match"]),
      },
    );
    const headers = { "content-type": "text/csv", "x-amz-checksum-sha256": sha256(body), "if-none-match": "*" };
    expect(await send(url, `${body}more`, headers)).toEqual([403, "SignatureDoesNotMatch"]);
    expect(await send(url, body, { ...headers, "content-type": "text/html" })).toEqual([403, "SignatureDoesNotMatch"]);
    expect(await send(url, "other,label\n", headers)).toEqual([400, "BadDigest"]);
    expect(await send(url, "other,label\n", { ...headers, "x-amz-checksum-sha256": sha256("other,label\n") })).toEqual([
      403,
      "SignatureDoesNotMatch",
    ]);
    expect(await send(url, body, headers)).toEqual([200, undefined]);
    expect(await send(url, body, headers)).toEqual([412, "PreconditionFailed"]);
  });

  test("refuses an x-amz header that the signer did not sign", async () => {
    expect(await send(await putUrl("extra"), "x", { "x-amz-meta-owner": "someone" })).toEqual([403, "AccessDenied"]);
  });

  test("with the CRC of an empty body in its URL, as default settings sign it, takes no other body", async () => {
    const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: "trap" }));
    expect(url).toContain("x-amz-checksum-crc32=AAAAAA%3D%3D");
    expect(await send(url, "not empty")).toEqual([400, "BadDigest"]);
  });
});

describe("a presigned GET", () => {
  test("serves ranges and the file name that was signed", async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: "model", Body: "0123456789" }));
    const command = new GetObjectCommand({
      Bucket,
      Key: "model",
      ResponseContentDisposition: 'attachment; filename="m.onnx"',
    });
    const response = await fetch(await getSignedUrl(client, command), { headers: { range: "bytes=3-5" } });
    expect(await response.text()).toBe("345");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="m.onnx"');
  });

  test("with another signature is refused", async () => {
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: "model" }));
    const response = await fetch(url.replace("X-Amz-Expires=900", "X-Amz-Expires=9000"));
    expect(response.status).toBe(403);
  });
});
