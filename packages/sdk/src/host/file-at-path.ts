import { flashError } from "../error/flash-error.ts";
import type { FileAtPath } from "./host.ts";
import { nodeModule } from "./node-module.ts";

/** Each reading wakes a thread: with Node's own 64 KiB that costs more than half of all. */
const PIECE_BYTES = 1_048_576;

/**
 * Not `fs.openAsBlob`: it counts in 32 bits, so that of 5 GB it sees 705 MB (Node 24.18).
 *
 * @throws FlashError `file_unreadable` for a path that leads to no file.
 */
export async function fileAtPath(path: string): Promise<FileAtPath> {
  const name = path.split(/[\\/]/u).at(-1) ?? path;
  const unreadable = (cause: unknown): Error => flashError({ code: "file_unreadable", name: path }, { cause });
  const fs = nodeModule("node:fs");
  const file = await fs.promises.open(path).catch((error: unknown) => Promise.reject(unreadable(error)));
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error("it is no file");
    const sizeBytes = stat.size;
    return {
      name,
      sizeBytes,
      stream: () => file.createReadStream({ start: 0, autoClose: false, highWaterMark: PIECE_BYTES }),
      readAt: async (offset, length) => {
        const bytes = new Uint8Array(length);
        for (let at = 0; at < length;) {
          const { bytesRead } = await file.read(bytes, at, length - at, offset + at);
          at += bytesRead;
          if (bytesRead === 0)
            throw flashError({ code: "file_changed", name, expectedBytes: sizeBytes, foundBytes: offset + at });
        }
        return bytes;
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw unreadable(error);
  }
}
