import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  CreateMultipartUploadCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { refusalOf, startTestS3, temporaryFolder } from "./testing/test-s3.ts";

const { client } = await startTestS3();
const createBucket = (Bucket: string) => client.send(new CreateBucketCommand({ Bucket }));

async function bucketWith(Bucket: string, keys: readonly string[]): Promise<string> {
  await createBucket(Bucket);
  await Promise.all(keys.map((Key) => client.send(new PutObjectCommand({ Bucket, Key, Body: "x" }))));
  return Bucket;
}

describe("a bucket", () => {
  test("is made, found, listed and removed", async () => {
    await createBucket("made");
    expect(await client.send(new HeadBucketCommand({ Bucket: "made" }))).toMatchObject({ BucketRegion: "us-east-1" });
    expect((await client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toContain("made");
    expect((await client.send(new GetBucketLocationCommand({ Bucket: "made" }))).LocationConstraint).toBeUndefined();
    await client.send(new DeleteBucketCommand({ Bucket: "made" }));
    expect(await refusalOf(client.send(new HeadBucketCommand({ Bucket: "made" })))).toEqual([404, "NotFound"]);
  });

  test("is not made twice, nor under a name that S3 forbids", async () => {
    await createBucket("twice");
    expect(await refusalOf(createBucket("twice"))).toEqual([409, "BucketAlreadyOwnedByYou"]);
    expect(await refusalOf(createBucket("Upper"))).toEqual([400, "InvalidBucketName"]);
    expect(await refusalOf(createBucket("x..y"))).toEqual([400, "InvalidBucketName"]);
  });

  test("is not removed while it holds an object", async () => {
    const Bucket = await bucketWith("full", ["a"]);
    expect(await refusalOf(client.send(new DeleteBucketCommand({ Bucket })))).toEqual([409, "BucketNotEmpty"]);
  });

  test("that was removed and made again begins empty", async () => {
    await createBucket("again");
    await client.send(new CreateMultipartUploadCommand({ Bucket: "again", Key: "left" }));
    await client.send(new DeleteBucketCommand({ Bucket: "again" }));
    await createBucket("again");
    expect((await client.send(new ListMultipartUploadsCommand({ Bucket: "again" }))).Uploads).toBeUndefined();
  });
});

describe("a listing", () => {
  const KEYS = ["a/1", "a/2", "a/b/3", "b", "c/4", "ä", "z"];

  async function pages(input: ListObjectsV2CommandInput): Promise<(readonly string[])[]> {
    const found: (readonly string[])[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(new ListObjectsV2Command({ ...input, ContinuationToken }));
      const keys = page.Contents?.map(({ Key = "" }) => Key) ?? [];
      const prefixes = page.CommonPrefixes?.map(({ Prefix = "" }) => Prefix) ?? [];
      expect(page.KeyCount).toBe(keys.length + prefixes.length);
      found.push([...keys, ...prefixes].sort());
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return found;
  }

  test("goes by prefix, delimiter and start, in S3's order, page by page", async () => {
    const Bucket = await bucketWith("listed", KEYS);
    expect(await pages({ Bucket })).toEqual([["a/1", "a/2", "a/b/3", "b", "c/4", "z", "ä"]]);
    expect(await pages({ Bucket, MaxKeys: 3 })).toEqual([["a/1", "a/2", "a/b/3"], ["b", "c/4", "z"], ["ä"]]);
    expect(await pages({ Bucket, Prefix: "a/" })).toEqual([["a/1", "a/2", "a/b/3"]]);
    expect(await pages({ Bucket, Prefix: "a/", Delimiter: "/" })).toEqual([["a/1", "a/2", "a/b/"]]);
    expect(await pages({ Bucket, Delimiter: "/", MaxKeys: 1 })).toEqual([["a/"], ["b"], ["c/"], ["z"], ["ä"]]);
    expect(await pages({ Bucket, StartAfter: "b" })).toEqual([["c/4", "z", "ä"]]);
    expect(await pages({ Bucket, StartAfter: "a/1", Delimiter: "/" })).toEqual([["a/", "b", "c/", "z", "ä"]]);
    expect(await pages({ Bucket, Prefix: "none" })).toEqual([[]]);
    expect(await pages({ Bucket, MaxKeys: 0 })).toEqual([[]]);
  });

  test("orders keys by their UTF-8 bytes, not by JavaScript's units", async () => {
    const Bucket = await bucketWith("ordered", ["\u{1f600}", "\uff5e", "a"]);
    const page = await client.send(new ListObjectsV2Command({ Bucket }));
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(["a", "\uff5e", "\u{1f600}"]);
  });

  test("carries keys that XML cannot, when asked for URL encoding", async () => {
    const Bucket = await bucketWith("encoded", ["a\u0001b", "x<&>y"]);
    const page = await client.send(new ListObjectsV2Command({ Bucket, EncodingType: "url" }));
    expect(page.Contents?.map(({ Key = "" }) => decodeURIComponent(Key))).toEqual(["a\u0001b", "x<&>y"]);
  });

  test("tells size, ETag and date to the second", async () => {
    const Bucket = await bucketWith("facts", ["a"]);
    const [entry] = (await client.send(new ListObjectsV2Command({ Bucket }))).Contents ?? [];
    expect(entry).toMatchObject({ Size: 1, ETag: '"9dd4e461268c8034f5c8564e155c67a6"', StorageClass: "STANDARD" });
    expect(entry?.LastModified?.getMilliseconds()).toBe(0);
  });

  test("of the first version goes on from a marker", async () => {
    const Bucket = await bucketWith("marked", KEYS);
    const first = await client.send(new ListObjectsCommand({ Bucket, MaxKeys: 1, Delimiter: "/" }));
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: "a/", CommonPrefixes: [{ Prefix: "a/" }] });
    const second = await client.send(new ListObjectsCommand({ Bucket, MaxKeys: 1, Delimiter: "/", Marker: "a/" }));
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(["b"]);
  });

  test("with a token that nobody gave is refused", async () => {
    const Bucket = await bucketWith("token", []);
    const call = client.send(new ListObjectsV2Command({ Bucket, ContinuationToken: "made up" }));
    expect(await refusalOf(call)).toEqual([400, "InvalidArgument"]);
  });
});

describe("configuration", () => {
  const rules = (days: number) => ({
    Rules: [
      {
        ID: "abort",
        Filter: { Prefix: "datasets/" },
        Status: "Enabled" as const,
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: days },
      },
    ],
  });

  test("to abort incomplete uploads is kept and carried out", async () => {
    const dataFolder = await temporaryFolder();
    const first = await startTestS3({ dataFolder });
    await first.client.send(new CreateBucketCommand({ Bucket: "lifecycle" }));
    const put = { Bucket: "lifecycle", LifecycleConfiguration: rules(1) };
    await first.client.send(new PutBucketLifecycleConfigurationCommand(put));
    await first.client.send(new CreateMultipartUploadCommand({ Bucket: "lifecycle", Key: "datasets/left" }));
    await first.client.send(new CreateMultipartUploadCommand({ Bucket: "lifecycle", Key: "models/kept" }));
    await first.close();
    const tomorrow = (): number => Date.now() + 86_400_000;
    const second = await startTestS3({ dataFolder, now: tomorrow });
    const stored = new GetBucketLifecycleConfigurationCommand({ Bucket: "lifecycle" });
    expect((await second.client.send(stored)).Rules).toMatchObject(rules(1).Rules);
    const listing = new ListMultipartUploadsCommand({ Bucket: "lifecycle" });
    await expect
      .poll(async () => (await second.client.send(listing)).Uploads?.map(({ Key }) => Key))
      .toEqual(["models/kept"]);
  });

  test("that would be promised but never kept is refused by name", async () => {
    const expire = { Rules: [{ Filter: { Prefix: "" }, Status: "Enabled" as const, Expiration: { Days: 1 } }] };
    const put = { Bucket: "made", LifecycleConfiguration: expire };
    await createBucket("made");
    expect(await refusalOf(client.send(new PutBucketLifecycleConfigurationCommand(put)))).toEqual([
      501,
      "NotImplemented",
    ]);
    const block = { Bucket: "made", PublicAccessBlockConfiguration: { BlockPublicAcls: true } };
    const call = client.send(new PutPublicAccessBlockCommand(block));
    await expect(call).rejects.toThrow("The local S3 does not implement ?publicAccessBlock");
  });
});
