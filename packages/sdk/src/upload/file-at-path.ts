import { flashError } from "../error/flash-error.ts";
import { nodeModule } from "./node-module.ts";

/** A file of this computer that is held open. */
export interface FileAtPath {
  readonly name: string;
  readonly sizeBytes: number;
  /** All bytes from the start, each time. */
  stream(): AsyncIterable<Uint8Array>;
  /** Exactly `length` bytes. @throws FlashError `file_changed` when the file has become shorter. */
  readAt(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** Each reading wakes a thread: with Node's own 64 KiB that costs more than half of all. */
const PIECE_BYTES = 1_048_576;

/**
 * Not `fs.openAsBlob`: it counts in 32 bits, so that of 5 GB it sees 705 MB (Node 24.18).
 *
 * @throws FlashError `file_unreadable` for a path that leads to no file, or where there are no paths.
 */
export async function fileAtPath(path: string): Promise<FileAtPath> {
  const name = path.split(/[\\/]/u).at(-1) ?? path;
  const unreadable = (cause: unknown): Error => flashError({ code: "file_unreadable", name: path }, { cause });
  const fs = nodeModule("node:fs");
  if (fs === undefined) throw unreadable(new Error("there are no paths in a page"));
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
