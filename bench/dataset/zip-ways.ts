import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import * as zlib from "node:zlib";
import { DEFAULT_IMAGE_RULES } from "@flash/schemas";
import { type ByteSource, type IncrementalHash, validateDataset, type ZipCodec, zlibCodec } from "@flash/validation";
import { imageSize } from "image-size";
import sharp from "sharp";
import { openPromise } from "yauzl";
import { bytesIn, hasPython, here, noHash, pythonWay, sha256, type Way } from "./ways.ts";

const RULES = { ...DEFAULT_IMAGE_RULES, maxImages: 1_000_000, maxFiles: 1_000_000 };

/** @param onBytes - told how many bytes each reading gave. */
function fileSource(path: string, sizeBytes: number, onBytes: (count: number) => void): ByteSource {
  return {
    sizeBytes,
    async read(offset, length) {
      await using file = await open(path);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      onBytes(bytesRead);
      return buffer;
    },
    async *stream() {
      for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
        onBytes(chunk.length);
        yield chunk;
      }
    },
  };
}

/** Validates an archive and counts the bytes that were read for it. */
export async function readOurs(
  path: string,
  { hasher, codec }: { hasher: IncrementalHash; codec?: ZipCodec },
): Promise<{ kept: number; bytesRead: number; structureBytes: number }> {
  let bytesRead = 0;
  let structureBytes = 0;
  await using file = await open(path);
  const { size } = await file.stat();
  const source = fileSource(path, size, (count) => (bytesRead += count));
  const stream = (): AsyncIterable<Uint8Array> => {
    structureBytes = bytesRead;
    return source.stream();
  };
  const report = await validateDataset({ ...source, stream }, RULES, { hasher, codec });
  if (!report.valid) throw new Error("the generated archive must be valid");
  return { kept: report.rows.kept, bytesRead, structureBytes };
}

const ours = (hasher: () => IncrementalHash, codec?: ZipCodec) =>
  here(async (path) => {
    const { kept } = await readOurs(path, { hasher: hasher(), ...(codec !== undefined && { codec }) });
    return kept;
  });

/** @param look - at a whole image; throws when it is none. */
const byYauzl = (look: (image: Buffer) => unknown) =>
  here(async (path) => {
    const archive = await openPromise(path, { lazyEntries: true });
    let images = 0;
    for await (const entry of archive.eachEntry()) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of await archive.openReadStreamPromise(entry)) chunks.push(chunk);
      await look(Buffer.concat(chunks));
      images++;
    }
    return images;
  });

/** The first is what the others are compared with. */
export function zipWays(): readonly Way[] {
  return [
    { name: "plain streaming", measure: here(bytesIn) },
    { name: "ours, full check, no digest", measure: ours(noHash, zlibCodec(zlib)) },
    { name: "ours, full check, SHA-256 of Node", measure: ours(sha256, zlibCodec(zlib)) },
    { name: "ours as in browsers, SHA-256 of Node", measure: ours(sha256) },
    { name: "yauzl + image-size", measure: byYauzl((image) => imageSize(image)) },
    { name: "yauzl + sharp, header", measure: byYauzl((image) => sharp(image).metadata()) },
    ...(hasPython("PIL") ? [pythonWay("Python zipfile + PIL verify", "zip")] : []),
  ];
}
