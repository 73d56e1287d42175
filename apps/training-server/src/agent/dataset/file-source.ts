import { open, stat } from "node:fs/promises";
import type { ByteSource } from "@flash/validation";

/** Each reading wakes a thread, which costs as much as reading so much does. */
const CHUNK_BYTES = 1_048_576;

/** A file of this machine. Not by `openAsBlob`, which counts in 32 bits: of 5 GB it sees 705 MB (Node 24.18). */
export async function fileSource(path: string): Promise<ByteSource> {
  return {
    sizeBytes: (await stat(path)).size,
    read: async (offset, length) => {
      const file = await open(path);
      try {
        const bytes = new Uint8Array(length);
        for (let at = 0; at < length;) {
          const { bytesRead } = await file.read(bytes, at, length - at, offset + at);
          if (bytesRead === 0) throw new Error(`${path} ends before byte ${offset + length}`);
          at += bytesRead;
        }
        return bytes;
      } finally {
        await file.close();
      }
    },
    stream: (firstByte = 0) => chunksOf(path, firstByte),
  };
}

/** All in one buffer again and again: those that a stream of Node makes are garbage, and to be rid of it costs more than the reading. */
async function* chunksOf(path: string, firstByte: number): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await open(path);
  try {
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (let position = firstByte; ;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
