import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { StoredTrainingConfig } from "@flash/schemas";
import { AttemptFault } from "../attempt/attempt-fault.ts";
import type { Bucket } from "../ports/bucket.ts";

type Dataset = StoredTrainingConfig["dataset"];

/** Called with the bytes so far, for each piece that has arrived. */
export type OnBytes = (bytes: number) => void;

/**
 * Streams the dataset to a file and proves that it is the one that was validated.
 *
 * @throws AttemptFault `dataset_changed` when it is not or is gone; whatever the bucket throws when it cannot be reached.
 */
export async function downloadDataset(
  bucket: Bucket,
  dataset: Dataset,
  { to, signal, onBytes }: { to: string; signal: AbortSignal; onBytes: OnBytes },
): Promise<void> {
  const hash = createHash("sha256");
  let bytes = 0;
  const source = await bucket.readBytes(dataset.key, signal);
  if (source === null) throw changed(dataset, "it is not in the bucket any more");
  async function* measured(arriving: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of arriving) {
      bytes += chunk.length;
      if (bytes > dataset.size_bytes)
        throw changed(dataset, `it has more than the ${dataset.size_bytes} bytes that were validated`);
      hash.update(chunk);
      onBytes(bytes);
      yield chunk;
    }
  }
  await pipeline(measured(source), createWriteStream(to), { signal });
  if (bytes !== dataset.size_bytes)
    throw changed(dataset, `it has ${bytes} bytes, ${dataset.size_bytes} were validated`);
  if (hash.digest("hex") !== dataset.sha256.toLowerCase()) throw changed(dataset, "its SHA-256 is another one");
}

const changed = (dataset: Dataset, how: string): AttemptFault =>
  new AttemptFault(
    "dataset_changed",
    `Dataset ${dataset.id} is not the one that was validated: ${how}. Upload it again.`,
  );
