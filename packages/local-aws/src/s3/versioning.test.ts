import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { refusalOf, startTestS3 } from "./testing/test-s3.ts";

const { client } = await startTestS3();

async function versionedBucket(Bucket: string) {
  await client.send(new CreateBucketCommand({ Bucket }));
  await setVersioning(Bucket, "Enabled");
  return Bucket;
}
const setVersioning = (Bucket: string, Status: "Enabled" | "Suspended") =>
  client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
const put = (Bucket: string, Key: string, Body: string) => client.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (Bucket: string, Key: string, VersionId?: string) =>
  (await client.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body?.transformToString();

describe("a bucket with versions", () => {
  test("keeps every version and hides a deleted key behind a marker", async () => {
    const Bucket = await versionedBucket("versions");
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
    const one = await put(Bucket, "a", "one");
    const two = await put(Bucket, "a", "two");
    expect(await read(Bucket, "a")).toBe("two");
    expect(await read(Bucket, "a", one.VersionId)).toBe("one");
    const marker = await client.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) });
    expect(await refusalOf(read(Bucket, "a"))).toEqual([404, "NoSuchKey"]);
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    const listed = await client.send(new ListObjectVersionsCommand({ Bucket }));
    expect(listed.Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [two.VersionId, false],
      [one.VersionId, false],
    ]);
    expect(listed.DeleteMarkers).toMatchObject([{ VersionId: marker.VersionId, IsLatest: true }]);
  });

  test("gives the key back when the marker is removed", async () => {
    const Bucket = await versionedBucket("undelete");
    await put(Bucket, "a", "one");
    const { VersionId } = await client.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    expect(await refusalOf(client.send(new HeadObjectCommand({ Bucket, Key: "a", VersionId })))).toEqual([
      405,
      expect.any(String),
    ]);
    await client.send(new DeleteObjectCommand({ Bucket, Key: "a", VersionId }));
    expect(await read(Bucket, "a")).toBe("one");
  });

  test("takes If-None-Match: * for a key whose newest version is a marker", async () => {
    const Bucket = await versionedBucket("conditional");
    await put(Bucket, "a", "one");
    await client.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    await client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "new", IfNoneMatch: "*" }));
    expect(await read(Bucket, "a")).toBe("new");
  });

  test("overwrites one version once it is suspended, and keeps the older ones", async () => {
    const Bucket = await versionedBucket("suspended");
    const one = await put(Bucket, "a", "one");
    await setVersioning(Bucket, "Suspended");
    await put(Bucket, "a", "two");
    await put(Bucket, "a", "three");
    expect(await read(Bucket, "a", "null")).toBe("three");
    expect(await read(Bucket, "a", one.VersionId)).toBe("one");
    expect((await client.send(new ListObjectVersionsCommand({ Bucket }))).Versions).toHaveLength(2);
  });

  test("lists versions page by page, also within one key", async () => {
    const Bucket = await versionedBucket("pages");
    for (const [key, count] of [
      ["a", 3],
      ["b", 2],
    ] as const)
      for (let i = 0; i < count; i++) await put(Bucket, key, `${i}`);
    const pages: string[][] = [];
    let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
    while (marker !== undefined) {
      const page: Awaited<ReturnType<typeof list>> = await list(Bucket, marker);
      pages.push(page.Versions?.map(({ Key = "" }) => Key) ?? []);
      marker = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined;
    }
    expect(pages).toEqual([["a", "a"], ["a", "b"], ["b"]]);
  });

  const list = (Bucket: string, marker: object) =>
    client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, ...marker }));

  test("answers 404 for a version that is not there", async () => {
    const Bucket = await versionedBucket("missing-version");
    await put(Bucket, "a", "one");
    expect(await refusalOf(read(Bucket, "a", "nothing"))).toEqual([404, "NoSuchVersion"]);
  });
});
