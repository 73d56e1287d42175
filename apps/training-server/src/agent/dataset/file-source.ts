import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import type { ByteSource } from "@flash/validation";

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
    stream: (firstByte = 0) => createReadStream(path, { start: firstByte }),
  };
}
