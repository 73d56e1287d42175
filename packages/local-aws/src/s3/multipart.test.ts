import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { describe, expect, test } from "vitest";
import { BUCKET as Bucket, refusalOf, ROOT, startTestS3 } from "./testing/test-s3.ts";

const s3 = await startTestS3();
const { client } = s3;
const MIB = 1024 ** 2;
const first = Buffer.alloc(5 * MIB, "first part ");
const second = Buffer.from("and the rest");
const whole = Buffer.concat([first, second]);

const create = async (Key: string, input: object = {}): Promise<string | undefined> =>
  (await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }))).UploadId;
const putPart = (Key: string, UploadId: string | undefined, PartNumber: number, Body: Uint8Array, input: object = {}) =>
  client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...input }));
const complete = (Key: string, UploadId: string | undefined, Parts: CompletedPart[], input: object = {}) =>
  client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...input }));
const bytesOf = async (Key: string, input: object = {}): Promise<Buffer> => {
  const got = await client.send(new GetObjectCommand({ Bucket, Key, ...input }));
  return Buffer.from((await got.Body?.transformToByteArray()) ?? []);
};
const digest = (algorithm: string, data: Uint8Array): Buffer => createHash(algorithm).update(data).digest();

async function uploadTwoParts(
  Key: string,
  input: object = {},
): Promise<{ UploadId: string | undefined; Parts: CompletedPart[] }> {
  const UploadId = await create(Key, input);
  const one = await putPart(Key, UploadId, 1, first, input);
  const two = await putPart(Key, UploadId, 2, second, input);
  return {
    UploadId,
    Parts: [
      { PartNumber: 1, ...one },
      { PartNumber: 2, ...two },
    ],
  };
}

describe("a multipart upload", () => {
  test("becomes one object whose ETag is the MD5 of the parts' MD5s", async () => {
    const { UploadId, Parts } = await uploadTwoParts("whole", { ContentType: "text/csv", Metadata: { a: "1" } });
    const result = await complete("whole", UploadId, Parts);
    expect(result.ETag).toBe(
      `"${digest("md5", Buffer.concat([digest("md5", first), digest("md5", second)])).toString("hex")}-2"`,
    );
    expect((await bytesOf("whole")).equals(whole)).toBe(true);
    expect(await client.send(new HeadObjectCommand({ Bucket, Key: "whole" }))).toMatchObject({
      ContentType: "text/csv",
      Metadata: { a: "1" },
      ContentLength: whole.length,
    });
  });

  test("is read across the border of two parts, and part by part", async () => {
    const { UploadId, Parts } = await uploadTwoParts("ranges");
    await complete("ranges", UploadId, Parts);
    const border = `bytes=${first.length - 4}-${first.length + 3}`;
    expect(
      (await bytesOf("ranges", { Range: border })).equals(whole.subarray(first.length - 4, first.length + 4)),
    ).toBe(true);
    expect((await bytesOf("ranges", { PartNumber: 2 })).equals(second)).toBe(true);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: "ranges", PartNumber: 1 }));
    expect(head).toMatchObject({ PartsCount: 2, ContentLength: first.length });
  });

  test("takes parts through presigned URLs, in any order, the last one of a number counting", async () => {
    const UploadId = await create("presigned");
    const presigner = s3.clientOf(ROOT, { requestChecksumCalculation: "WHEN_REQUIRED" });
    const put = async (PartNumber: number, body: Buffer): Promise<string> => {
      const url = await getSignedUrl(
        presigner,
        new UploadPartCommand({ Bucket, Key: "presigned", UploadId, PartNumber }),
      );
      return (await fetch(url, { method: "PUT", body: new Uint8Array(body) })).headers.get("etag") ?? "";
    };
    const two = await put(2, second);
    await put(1, Buffer.from("to be replaced"));
    const one = await put(1, first);
    await complete("presigned", UploadId, [
      { PartNumber: 1, ETag: one },
      { PartNumber: 2, ETag: two },
    ]);
    expect((await bytesOf("presigned")).equals(whole)).toBe(true);
  });

  test("takes parts from another object", async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: "source", Body: whole }));
    const UploadId = await create("copied");
    const copy = async (PartNumber: number, CopySourceRange: string): Promise<CompletedPart> => {
      const part = { Bucket, Key: "copied", UploadId, PartNumber, CopySource: `${Bucket}/source`, CopySourceRange };
      const { CopyPartResult } = await client.send(new UploadPartCopyCommand(part));
      return { PartNumber, ETag: CopyPartResult?.ETag };
    };
    const Parts = [
      await copy(1, `bytes=0-${first.length - 1}`),
      await copy(2, `bytes=${first.length}-${whole.length - 1}`),
    ];
    await complete("copied", UploadId, Parts);
    expect((await bytesOf("copied")).equals(whole)).toBe(true);
  });

  test("made by lib-storage from a stream comes back whole", async () => {
    const Body = Buffer.alloc(12 * MIB, "lib-storage ");
    await new Upload({ client, params: { Bucket, Key: "lib", Body: new Blob([Body]).stream() } }).done();
    expect((await bytesOf("lib")).equals(Body)).toBe(true);
  });

  test("copied as a whole gets the ETag of its bytes", async () => {
    const { UploadId, Parts } = await uploadTwoParts("to-copy");
    await complete("to-copy", UploadId, Parts);
    const copy = await client.send(new CopyObjectCommand({ Bucket, Key: "flat", CopySource: `${Bucket}/to-copy` }));
    expect(copy.CopyObjectResult?.ETag).toBe(`"${digest("md5", whole).toString("hex")}"`);
  });
});

describe("checksums of a multipart upload", () => {
  test("SHA-256 is composite: the hash of the parts' hashes", async () => {
    const { UploadId, Parts } = await uploadTwoParts("sha256", { ChecksumAlgorithm: "SHA256" });
    const composite = digest("sha256", Buffer.concat([digest("sha256", first), digest("sha256", second)])).toString(
      "base64",
    );
    const result = await complete("sha256", UploadId, Parts, { ChecksumSHA256: composite });
    expect(result).toMatchObject({ ChecksumSHA256: `${composite}-2`, ChecksumType: "COMPOSITE" });
  });

  test.each(["CRC32", "CRC32C", "CRC64NVME"] satisfies ChecksumAlgorithm[])(
    "a full-object %s equals that of a single PUT",
    async (ChecksumAlgorithm) => {
      const input = { ChecksumAlgorithm, ChecksumType: "FULL_OBJECT" };
      const { UploadId, Parts } = await uploadTwoParts("full", input);
      const result = await complete("full", UploadId, Parts);
      const single = await client.send(new PutObjectCommand({ Bucket, Key: "single", Body: whole, ChecksumAlgorithm }));
      const field = `Checksum${ChecksumAlgorithm}` as const;
      expect(result[field]).toBe(single[field]);
      expect(result[field]).toMatch(/^[A-Za-z0-9+/]+=*$/);
    },
  );

  test("a wrong whole, part or size is refused", async () => {
    const { UploadId, Parts } = await uploadTwoParts("wrong", { ChecksumAlgorithm: "SHA256" });
    const other = digest("sha256", Buffer.from("other")).toString("base64");
    expect(await refusalOf(complete("wrong", UploadId, Parts, { ChecksumSHA256: other }))).toEqual([400, "BadDigest"]);
    const parts = Parts.map((part, index) => (index === 0 ? { ...part, ChecksumSHA256: other } : part));
    expect(await refusalOf(complete("wrong", UploadId, parts))).toEqual([400, "InvalidPart"]);
    expect(await refusalOf(complete("wrong", UploadId, Parts, { MpuObjectSize: 1 }))).toEqual([400, "InvalidRequest"]);
    await complete("wrong", UploadId, Parts, { MpuObjectSize: whole.length });
  });

  // Measured on AWS: floci-io/floci #3093, rows 22 and 23.
  test("a part that comes or is named without the upload's kind of checksum is refused", async () => {
    const UploadId = await create("bare", { ChecksumAlgorithm: "SHA256" });
    const presigner = s3.clientOf(ROOT, { requestChecksumCalculation: "WHEN_REQUIRED" });
    const bare = new UploadPartCommand({ Bucket, Key: "bare", UploadId, PartNumber: 1 });
    const answer = await fetch(await getSignedUrl(presigner, bare), { method: "PUT", body: "the part" });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining("expected checksum Type: sha256, actual checksum Type: null"),
    ]);
    const { ETag, ChecksumSHA256 } = await putPart("bare", UploadId, 1, second, { ChecksumAlgorithm: "SHA256" });
    const unnamed = complete("bare", UploadId, [{ PartNumber: 1, ETag }]);
    expect(await refusalOf(unnamed)).toEqual([400, "InvalidRequest"]);
    await complete("bare", UploadId, [{ PartNumber: 1, ETag, ChecksumSHA256 }]);
  });
});

describe("what is refused", () => {
  test("a part below 5 MiB that is not the last", async () => {
    const UploadId = await create("small");
    const one = await putPart("small", UploadId, 1, second);
    const two = await putPart("small", UploadId, 2, second);
    const Parts = [
      { PartNumber: 1, ETag: one.ETag },
      { PartNumber: 2, ETag: two.ETag },
    ];
    expect(await refusalOf(complete("small", UploadId, Parts))).toEqual([400, "EntityTooSmall"]);
  });

  test("parts out of order, unknown parts and none at all", async () => {
    const { UploadId, Parts } = await uploadTwoParts("order");
    expect(await refusalOf(complete("order", UploadId, Parts.toReversed()))).toEqual([400, "InvalidPartOrder"]);
    const unknown = [...Parts, { PartNumber: 3, ETag: '"none"' }];
    expect(await refusalOf(complete("order", UploadId, unknown))).toEqual([400, "InvalidPart"]);
    expect(await refusalOf(complete("order", UploadId, []))).toEqual([400, "MalformedXML"]);
  });

  test("anything for an upload that was aborted or completed", async () => {
    const aborted = await create("ended");
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key: "ended", UploadId: aborted }));
    expect(await refusalOf(putPart("ended", aborted, 1, second))).toEqual([404, "NoSuchUpload"]);
    const { UploadId, Parts } = await uploadTwoParts("ended");
    await complete("ended", UploadId, Parts);
    expect(await refusalOf(complete("ended", UploadId, Parts))).toEqual([404, "NoSuchUpload"]);
  });

  test("a part number outside 1 to 10000", async () => {
    const UploadId = await create("numbers");
    expect(await refusalOf(putPart("numbers", UploadId, 10_001, second))).toEqual([400, "InvalidArgument"]);
  });
});

describe("listing", () => {
  test("shows parts page by page, so an upload can be resumed", async () => {
    const UploadId = await create("resumed");
    for (const PartNumber of [3, 1, 2]) await putPart("resumed", UploadId, PartNumber, second);
    const page = await client.send(new ListPartsCommand({ Bucket, Key: "resumed", UploadId, MaxParts: 2 }));
    expect(page.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 12],
      [2, 12],
    ]);
    expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: "2" });
    const next = { Bucket, Key: "resumed", UploadId, PartNumberMarker: page.NextPartNumberMarker };
    expect((await client.send(new ListPartsCommand(next))).Parts?.map(({ PartNumber }) => PartNumber)).toEqual([3]);
  });

  test("shows the uploads under way", async () => {
    const UploadId = await create("list/<me>&");
    await create("list/sub/other");
    const all = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "list/", Delimiter: "/" }));
    expect(all.Uploads?.map((upload) => [upload.Key, upload.UploadId])).toEqual([["list/<me>&", UploadId]]);
    expect(all.CommonPrefixes).toEqual([{ Prefix: "list/sub/" }]);
  });
});
