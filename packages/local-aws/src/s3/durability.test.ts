import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { commitVersion, type VersionDraft } from "./object/commit.ts";
import { Store } from "./store/store.ts";
import { slowPut } from "./testing/slow-put.ts";
import { BUCKET as Bucket, refusalOf, ROOT, startTestS3, temporaryFolder } from "./testing/test-s3.ts";

const put = (client: S3Client, Key: string, Body: string | Uint8Array) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (client: S3Client, Key: string) =>
  (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
const blobsIn = (dataFolder: string) => readdir(join(dataFolder, "blobs"));
/** Longer than it ever takes, as the machine may be busy. */
const PATIENCE = { timeout: 15_000 };

describe("after a restart", () => {
  test("objects, configuration and half-done uploads are there", async () => {
    const dataFolder = await temporaryFolder();
    const first = await startTestS3({ dataFolder });
    await put(first.client, "kept", "kept bytes");
    await put(first.client, "deleted", "x");
    await first.client.send(new DeleteObjectCommand({ Bucket, Key: "deleted" }));
    const CORSRules = [{ AllowedOrigins: ["*"], AllowedMethods: ["GET"] }];
    await first.client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    const upload = { Bucket, Key: "upload" };
    const { UploadId } = await first.client.send(new CreateMultipartUploadCommand(upload));
    const { ETag } = await first.client.send(
      new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: "part" }),
    );
    await first.close();

    const second = await startTestS3({ dataFolder });
    const listed = await second.client.send(new ListObjectsV2Command({ Bucket }));
    expect(listed.Contents?.map(({ Key }) => Key)).toEqual(["kept"]);
    expect(await read(second.client, "kept")).toBe("kept bytes");
    const Parts = [{ PartNumber: 1, ETag }];
    await second.client.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }));
    expect(await read(second.client, "upload")).toBe("part");
    const answer = await fetch(`${second.url}/${Bucket}/kept`, { headers: { origin: "https://page.example" } });
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(await blobsIn(dataFolder)).toHaveLength(2);
  });

  test("what an upload left behind is gone", async () => {
    const dataFolder = await temporaryFolder();
    const first = await startTestS3({ dataFolder });
    await put(first.client, "kept", "kept");
    await first.close();
    await writeFile(join(dataFolder, "blobs", "half-written"), "left behind");
    await startTestS3({ dataFolder });
    expect(await blobsIn(dataFolder)).toHaveLength(1);
  });
});

describe("a process that is killed in the middle of PUTs", () => {
  const KEYS = ["a", "b", "c", "d"];
  const bodyOf = (Key: string, round: number): string => `${Key}${round} `.repeat(200_000);

  async function serve(dataFolder: string) {
    const script = join(import.meta.dirname, "testing", "serve-folder.ts");
    const server = spawn(process.execPath, ["--conditions=@flash/source", script, dataFolder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [url] = await once(createInterface(server.stdout), "line");
    const client = new S3Client({ endpoint: String(url), region: "us-east-1", credentials: ROOT, maxAttempts: 1 });
    return { server, client };
  }

  test("leaves every object whole, and never older than what was acknowledged", async () => {
    const dataFolder = await temporaryFolder();
    const acknowledged = new Map<string, number>();
    for (let round = 1; round <= 4; round++) {
      const { server, client } = await serve(dataFolder);
      if (round === 1) await client.send(new CreateBucketCommand({ Bucket }));
      for (const [Key, atLeast] of acknowledged) {
        const body = await read(client, Key);
        const found = [1, 2, 3, 4].find((candidate) => body === bodyOf(Key, candidate));
        expect(found).toBeGreaterThanOrEqual(atLeast);
      }
      const writes = KEYS.map(async (Key) => {
        await put(client, Key, bodyOf(Key, round));
        acknowledged.set(Key, round);
      });
      // When the first is done, the others are somewhere between their first byte and their commit.
      await Promise.any(writes);
      server.kill("SIGKILL");
      await Promise.allSettled([...writes, once(server, "exit")]);
    }
    expect(acknowledged.size).toBeGreaterThan(0);
    const { server, client } = await serve(dataFolder);
    const listed = await client.send(new ListObjectsV2Command({ Bucket }));
    expect(await blobsIn(dataFolder)).toHaveLength(listed.KeyCount ?? 0);
    server.kill();
    await once(server, "exit");
  }, 60_000);
});

describe("an upload that breaks off", () => {
  test("leaves the old object and nothing on the disk", async () => {
    const dataFolder = await temporaryFolder();
    const s3 = await startTestS3({ dataFolder });
    await put(s3.client, "old", "old bytes");
    const upload = await slowPut(s3, "old", { bytes: 4_000_000 });
    await expect.poll(() => blobsIn(dataFolder), PATIENCE).toHaveLength(2);
    upload.abort();
    await expect.poll(() => blobsIn(dataFolder), PATIENCE).toHaveLength(1);
    expect(await read(s3.client, "old")).toBe("old bytes");
  });

  test("because the disk is full leaves the old object, and later writes work again", async () => {
    const dataFolder = await temporaryFolder();
    const s3 = await startTestS3({ dataFolder });
    await put(s3.client, "old", "old bytes");
    s3.faults.diskFull = true;
    expect(await refusalOf(put(s3.client, "old", "new bytes"))).toEqual([507, "InsufficientStorage"]);
    expect(await refusalOf(put(s3.client, "fresh", ""))).toEqual([507, "InsufficientStorage"]);
    expect(await read(s3.client, "old")).toBe("old bytes");
    s3.faults.diskFull = false;
    await put(s3.client, "old", "new bytes");
    expect(await read(s3.client, "old")).toBe("new bytes");
    expect(await blobsIn(dataFolder)).toHaveLength(1);
  });
});

describe("a GET under way", () => {
  test.each(["overwritten", "deleted"])("serves its bytes to the end although the object is %s", async (how) => {
    const dataFolder = await temporaryFolder();
    const s3 = await startTestS3({ dataFolder });
    const bytes = Buffer.alloc(24_000_000, "old bytes ");
    await put(s3.client, "read", bytes);
    const got = await s3.client.send(new GetObjectCommand({ Bucket, Key: "read" }));
    if (how === "overwritten") await put(s3.client, "read", "new");
    else await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "read" }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
    await expect.poll(() => blobsIn(dataFolder), PATIENCE).toHaveLength(how === "overwritten" ? 1 : 0);
  });
});

describe("closing", () => {
  test("waits neither for clients that keep connections nor for one that is in the middle of a PUT", async () => {
    const s3 = await startTestS3();
    await put(s3.client, "a", "x");
    const upload = await slowPut(s3, "b", { bytes: 1_000_000 });
    const start = performance.now();
    await s3.close();
    // A kept connection ends by itself after half a minute, a PUT that stands still never.
    expect(performance.now() - start).toBeLessThan(15_000);
    upload.abort();
    await expect(put(s3.client, "a", "x")).rejects.toThrow("ECONNREFUSED");
  });

  test("gives the folder back; until then nobody else gets it", async () => {
    const dataFolder = await temporaryFolder();
    const first = await startTestS3({ dataFolder });
    await expect(startTestS3({ dataFolder })).rejects.toThrow("is in use");
    await first.close();
    await startTestS3({ dataFolder });
  });

  test("of several processes that ask for the folder at the same moment one gets it, be it free or a dead one's", async () => {
    const program = fileURLToPath(new URL("./testing/lock-folders.ts", import.meta.url));
    const processes = [1, 2, 3, 4].map(() => {
      const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
      const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
      const ask = async (line: string) => (child.stdin.write(`${line}\n`), (await answers.next()).value);
      return { child, ask };
    });
    const askAll = (line: string) => Promise.all(processes.map(({ ask }) => ask(line)));
    await askAll("");
    for (let round = 0; round < 10; round++) {
      const dataFolder = await temporaryFolder();
      // No process has so high a number.
      if (round % 2 === 0) await writeFile(join(dataFolder, "lock"), "4194305");
      const answers = await askAll(dataFolder);
      expect(answers.filter((answer) => answer === "has it")).toHaveLength(1);
      expect(answers.filter((answer) => answer?.includes("is in use by process"))).toHaveLength(3);
      await askAll("");
      expect(await readdir(dataFolder)).toEqual([]);
    }
    for (const { child } of processes) child.stdin.end();
    await Promise.all(processes.map(({ child }) => once(child, "exit")));
  });

  test("a port that is taken is an error, and the folder is free again", async () => {
    const dataFolder = await temporaryFolder();
    const { url } = await startTestS3();
    await expect(startTestS3({ dataFolder, port: Number(new URL(url).port) })).rejects.toThrow("EADDRINUSE");
    await startTestS3({ dataFolder });
  });
});

test("the journal is compacted while it grows, and nothing is lost", async () => {
  const dataFolder = await temporaryFolder();
  const store = await Store.open({ folder: dataFolder, beforeWrite: () => undefined });
  await store.commit({ type: "bucket_created", bucket: Bucket, created: 0 });
  const journalBytes = async (): Promise<number> => (await stat(join(dataFolder, "journal"))).size;
  let largest = 0;
  for (let round = 0; round < 12; round++) {
    const writes = Array.from({ length: 1000 }, (_, index) =>
      commitVersion(store, {
        bucket: Bucket,
        key: `key-${index % 10}`,
        draft: emptyDraft(round),
        condition: { kind: "always" },
      }),
    );
    await Promise.all(writes);
    largest = Math.max(largest, await journalBytes());
  }
  await store.close();
  expect(await journalBytes()).toBeLessThan(largest);
  const again = await Store.open({ folder: dataFolder, beforeWrite: () => undefined });
  expect(again.catalog.bucket(Bucket)?.keys.size).toBe(10);
  expect(again.catalog.bucket(Bucket)?.versions.get("key-3")?.[0]?.metadata).toEqual({ round: "11" });
  expect(again.nextSequence()).toBeGreaterThan(12_000);
  await again.close();
});

const emptyDraft = (round: number): VersionDraft => ({
  headers: {},
  metadata: { round: `${round}` },
  etag: "d41d8cd98f00b204e9800998ecf8427e",
  sizeBytes: 0,
  blobs: [],
  checksums: {},
  checksumType: "FULL_OBJECT",
  lastModified: 0,
});
