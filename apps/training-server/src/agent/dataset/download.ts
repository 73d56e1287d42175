import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { StoredTrainingConfig } from "@flash/schemas";
import { AttemptFault } from "../attempt/attempt-fault.ts";
import type { Bucket } from "../ports/bucket.ts";
import { OtherBytes } from "./other-bytes.ts";

type Dataset = StoredTrainingConfig["dataset"];

/** Called with the bytes so far, for each piece that has arrived. */
export type OnBytes = (bytes: number) => void;

/** An object, and what its bytes must be. */
export interface ExpectedObject {
  readonly key: string;
  readonly size_bytes: number;
  readonly sha256: string;
}

export interface Download {
  readonly to: string;
  readonly signal: AbortSignal;
  readonly onBytes: OnBytes;
}

/**
 * Streams the dataset to a file and proves that it is the one that was validated.
 *
 * @throws AttemptFault `dataset_changed` when it is not or is gone; whatever the bucket throws when it cannot be reached.
 */
export async function downloadDataset(bucket: Bucket, dataset: Dataset, download: Download): Promise<void> {
  try {
    await downloadVerified(bucket, dataset, download);
  } catch (error) {
    throw error instanceof OtherBytes ? changed(dataset, error.message) : error;
  }
}

/**
 * Streams an object to a file; not one byte more than expected is written.
 *
 * @throws OtherBytes
 */
export async function downloadVerified(
  bucket: Bucket,
  expected: ExpectedObject,
  { to, signal, onBytes }: Download,
): Promise<void> {
  const { key, size_bytes, sha256 } = expected;
  const hash = createHash("sha256");
  let bytes = 0;
  const source = await bucket.readBytes(key, signal);
  if (source === null) throw new OtherBytes("it is not in the bucket any more");
  async function* measured(arriving: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of arriving) {
      bytes += chunk.length;
      if (bytes > size_bytes) throw new OtherBytes(`it has more than the ${size_bytes} bytes that are expected`);
      hash.update(chunk);
      onBytes(bytes);
      yield chunk;
    }
  }
  await pipeline(measured(source), createWriteStream(to), { signal });
  if (bytes !== size_bytes) throw new OtherBytes(`it has ${bytes} bytes, ${size_bytes} are expected`);
  if (hash.digest("hex") !== sha256.toLowerCase()) throw new OtherBytes("its SHA-256 is another one");
}

const changed = (dataset: Dataset, how: string): AttemptFault =>
  new AttemptFault(
    "dataset_changed",
    `Dataset ${dataset.id} is not the one that was validated: ${how}. Upload it again.`,
  );
