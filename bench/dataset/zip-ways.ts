import { DEFAULT_IMAGE_RULES } from "@flash/schemas";
import { fileSource } from "@flash/training-server";
import { type ByteSource, type IncrementalHash, validateDataset, type ValidateOptions } from "@flash/validation";
import { imageSize } from "image-size";
import sharp from "sharp";
import { openPromise } from "yauzl";
import { bytesIn, hasPython, here, noHash, pythonWay, sha256, type Way } from "./ways.ts";

const RULES = { ...DEFAULT_IMAGE_RULES, maxImages: 1_000_000, maxFiles: 1_000_000 };

/** Validates an archive and counts the bytes that were read for it. */
export async function readOurs(
  path: string,
  options: ValidateOptions,
): Promise<{ kept: number; bytesRead: number; structureBytes: number }> {
  let bytesRead = 0;
  let structureBytes = 0;
  const source = await fileSource(path);
  const counted: ByteSource = {
    sizeBytes: source.sizeBytes,
    read: (offset, length) => {
      bytesRead += length;
      return source.read(offset, length);
    },
    async *stream(firstByte) {
      structureBytes = bytesRead;
      for await (const chunk of source.stream(firstByte)) {
        bytesRead += chunk.length;
        yield chunk;
      }
    },
  };
  const report = await validateDataset(counted, RULES, options);
  if (!report.valid) throw new Error("the generated archive must be valid");
  return { kept: report.rows.kept, bytesRead, structureBytes };
}

const ours = (hasher: () => IncrementalHash, accelerate: boolean) =>
  here(async (path) => {
    const { kept } = await readOurs(path, { hasher: hasher(), accelerate });
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
    { name: "ours, full check, no digest", measure: ours(noHash, true) },
    { name: "ours, full check, SHA-256 of Node", measure: ours(sha256, true) },
    { name: "ours, without WebAssembly, no digest", measure: ours(noHash, false) },
    { name: "yauzl + image-size", measure: byYauzl((image) => imageSize(image)) },
    { name: "yauzl + sharp, header", measure: byYauzl((image) => sharp(image).metadata()) },
  ];
}

export const zipWaysInPython = (): readonly Way[] =>
  hasPython("PIL") ? [pythonWay("Python zipfile + PIL verify", "zip")] : [];
