import { datasetSourceKey, FlashRefusal, type StoredDataset } from "@flash/schemas";
import type { ByteSource } from "@flash/validation";
import type { CallerContext } from "../context.ts";

/** One version of a dataset's bytes, read anywhere or as a whole: a version that is not there any more throws. */
export interface StoredSource extends ByteSource {
  readonly etag: string;
}

/** @throws FlashRefusal `dataset_not_uploaded`, also later, when the object is gone or is another one. */
export async function storedSource(
  { files }: CallerContext,
  { id }: StoredDataset,
  signal: AbortSignal,
): Promise<StoredSource> {
  const key = datasetSourceKey(id);
  const missing = (): FlashRefusal => new FlashRefusal({ code: "dataset_not_uploaded", datasetId: id });
  const found = await files.head(key);
  if (found === null) throw missing();
  const { etag, sizeBytes } = found;
  return {
    etag,
    sizeBytes,
    read: async (offset, lengthBytes) => {
      // HTTP has no range without bytes.
      if (lengthBytes === 0) return new Uint8Array(0);
      const bytes = await files.readRange(key, { etag, offset, lengthBytes }, signal);
      if (bytes === null) throw missing();
      return bytes;
    },
    stream: async function* (firstByte = 0) {
      const reading = await files.read(key, signal, firstByte);
      if (reading?.etag !== etag) throw missing();
      yield* reading.bytes;
    },
  };
}
