import { createHash } from "node:crypto";
import { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BUCKET, localS3 } from "../test/local-s3.ts";
import type { S3UnderTest } from "../test/local-s3.ts";
import { ANY_CREDENTIALS } from "../test/scripted-endpoint.ts";
import { statObject } from "./object-bytes.ts";
import { presignDownload, presignUpload } from "./presign.ts";
import { bytesS3Client } from "./s3-clients.ts";
import type { UploadTerms } from "./url-terms.ts";

const BYTES = "input,label\nhello,ham\n";
const sha256 = (bytes: string): string => createHash("sha256").update(bytes).digest("hex");
const terms = (key: string): UploadTerms => ({
  bucket: BUCKET,
  key,
  sizeBytes: Buffer.byteLength(BYTES),
  contentType: "text/csv",
  sha256: sha256(BYTES),
});

describe("the signature", () => {
  const place = { region: "us-east-1", credentials: ANY_CREDENTIALS } as const;

  test.each(["WHEN_SUPPORTED", "WHEN_REQUIRED"] as const)(
    "it covers length, type, checksum and condition, whatever the client does about checksums (%s)",
    async (requestChecksumCalculation) => {
      const { url } = await presignUpload(new S3Client({ ...place, requestChecksumCalculation }), terms("a"));
      const query = new URL(url).searchParams;
      expect(query.get("X-Amz-SignedHeaders")).toBe(
        "content-length;content-type;host;if-none-match;x-amz-checksum-sha256",
      );
      expect(query.get("X-Amz-Expires")).toBe("900");
      // Signed for an empty body, this one would make S3 refuse every upload.
      expect([...query.keys()].filter((name) => /crc32|checksum/iu.test(name))).toEqual([]);
    },
  );

  test.each([0, 901, 1.5, Number.NaN])("a URL that should live %d seconds is refused", async (expiresInSeconds) => {
    const client = new S3Client(place);
    await expect(presignUpload(client, { ...terms("a"), expiresInSeconds })).rejects.toThrow(RangeError);
    const download = presignDownload(client, { bucket: BUCKET, key: "a", fileName: "a", expiresInSeconds });
    await expect(download).rejects.toThrow(RangeError);
  });

  test("a digest that is none is refused", async () => {
    await expect(presignUpload(new S3Client(place), { ...terms("a"), sha256: "abc" })).rejects.toThrow(
      "64 hexadecimal digits",
    );
  });
});

describe("on the local cloud", () => {
  let local: S3UnderTest;
  let ageMs = 0;
  beforeAll(async () => {
    local = await localS3([], () => Date.now() + ageMs);
  });
  afterAll(() => local.close());

  const client = (): S3Client => bytesS3Client(local.config());
  const put = (url: string, headers: Record<string, string>, body: string): Promise<Response> =>
    fetch(url, { method: "PUT", headers, body });

  test("exactly the bytes that were promised are stored, with their type", async () => {
    const { url, headers } = await presignUpload(client(), terms("upload/right"));
    expect((await put(url, headers, BYTES)).status).toBe(200);
    expect(await statObject(client(), BUCKET, "upload/right")).toMatchObject({
      sizeBytes: BYTES.length,
      contentType: "text/csv",
    });
  });

  test.each([
    ["other bytes of the same length", {}, BYTES.replace("ham", "HAM")],
    ["more bytes", {}, `${BYTES}more`],
    ["fewer bytes", {}, BYTES.slice(1)],
    ["another type", { "content-type": "text/html" }, BYTES],
    ["another checksum", { "x-amz-checksum-sha256": Buffer.alloc(32).toString("base64") }, BYTES],
    ["no condition", { "if-none-match": "" }, BYTES],
  ])("S3 refuses %s", async (what, change, body) => {
    const key = `upload/${what}`;
    const { url, headers } = await presignUpload(client(), terms(key));
    const sent = Object.fromEntries(Object.entries({ ...headers, ...change }).filter(([, value]) => value !== ""));
    const { status } = await put(url, sent, body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(await statObject(client(), BUCKET, key)).toBeNull();
  });

  test("S3 refuses the same upload a second time", async () => {
    const { url, headers } = await presignUpload(client(), terms("upload/twice"));
    expect((await put(url, headers, BYTES)).status).toBe(200);
    expect((await put(url, headers, BYTES)).status).toBe(412);
  });

  test("S3 refuses an upload whose time is over", async () => {
    const { url, headers } = await presignUpload(client(), { ...terms("upload/late"), expiresInSeconds: 60 });
    ageMs = 61_000;
    expect((await put(url, headers, BYTES)).status).toBe(403);
    ageMs = 0;
    expect((await put(url, headers, BYTES)).status).toBe(200);
  });

  test("a download is saved under its name, whatever characters that has", async () => {
    const { url, headers } = await presignUpload(client(), terms("download/a"));
    await put(url, headers, BYTES);
    const fileName = 'Modell "Grün"; 漢字\r\n.onnx';
    const response = await fetch(await presignDownload(client(), { bucket: BUCKET, key: "download/a", fileName }));
    expect(await response.text()).toBe(BYTES);
    expect(response.headers.get("content-disposition")).toBe(
      `attachment; filename="Modell _Gr_n__ ____.onnx"; filename*=UTF-8''Modell%20%22Gr%C3%BCn%22%3B%20%E6%BC%A2%E5%AD%97%0D%0A.onnx`,
    );
  });
});
