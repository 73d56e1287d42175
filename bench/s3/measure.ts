import { randomBytes } from "node:crypto";
import type { BenchClient } from "./client.ts";

const MIB = 1024 ** 2;
const BLOCK = randomBytes(4 * MIB);
const PART_BYTES = 16 * MIB;
/** As many parts at a time as the SDK's uploader sends. */
const PARTS_AT_ONCE = 4;
const SMALL = randomBytes(1024);

/** One round's figures. Throughput in MB/s (10^6 bytes), small writes per second. */
export interface Figures {
  readonly put: number;
  readonly get: number;
  readonly multipart: number;
  readonly smallOneByOne: number;
  readonly smallTogether: number;
}

/** @param sizeBytes - of the large object; a multiple of 16 MiB. */
export async function measure(client: BenchClient, sizeBytes: number): Promise<Figures> {
  await client.text("PUT", "/bench");
  const blocks = sizeBytes / BLOCK.length;
  const put = await throughput(sizeBytes, async () => {
    await client.discard(await client.send("PUT", "/bench/large", BLOCK, blocks));
  });
  const get = await throughput(sizeBytes, async () => {
    const received = await client.discard(await client.send("GET", "/bench/large"));
    if (received !== sizeBytes) throw new Error(`GET gave ${received} of ${sizeBytes} bytes`);
  });
  const multipart = await throughput(sizeBytes, () => uploadInParts(client, sizeBytes));
  const smallOneByOne = await writesPerSecond(client, { count: 300, atOnce: 1 });
  const smallTogether = await writesPerSecond(client, { count: 2000, atOnce: 32 });
  return { put, get, multipart, smallOneByOne, smallTogether };
}

async function throughput(bytes: number, action: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await action();
  return bytes / 1000 / (performance.now() - start);
}

async function uploadInParts(client: BenchClient, sizeBytes: number): Promise<void> {
  const path = "/bench/parts";
  const id = /<UploadId>(.*)<\/UploadId>/.exec(await client.text("POST", `${path}?uploads=`))?.[1] ?? "";
  const numbers = Array.from({ length: sizeBytes / PART_BYTES }, (_, index) => index + 1);
  const etags = new Map<number, string>();
  await inParallel(numbers, PARTS_AT_ONCE, async (partNumber) => {
    const target = `${path}?partNumber=${partNumber}&uploadId=${id}`;
    const incoming = await client.send("PUT", target, BLOCK, PART_BYTES / BLOCK.length);
    await client.discard(incoming);
    etags.set(partNumber, String(incoming.headers.etag));
  });
  const parts = numbers.map(
    (number) => `<Part><PartNumber>${number}</PartNumber><ETag>${etags.get(number)}</ETag></Part>`,
  );
  const document = `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`;
  await client.text("POST", `${path}?uploadId=${id}`, document);
}

async function writesPerSecond(
  client: BenchClient,
  load: { readonly count: number; readonly atOnce: number },
): Promise<number> {
  const keys = Array.from({ length: load.count }, (_, index) => index);
  const start = performance.now();
  await inParallel(keys, load.atOnce, async (key) => {
    await client.discard(await client.send("PUT", `/bench/small/${load.atOnce}/${key}`, SMALL));
  });
  return load.count / ((performance.now() - start) / 1000);
}

async function inParallel<T>(items: readonly T[], atOnce: number, action: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async (): Promise<void> => {
    for (const item of left) await action(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
