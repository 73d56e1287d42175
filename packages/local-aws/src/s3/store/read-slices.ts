import type { FileHandle } from "node:fs/promises";
import type { BlobSlice } from "../wire/reply.ts";
import type { Blobs } from "./blobs.ts";

const READ_BYTES = 512 * 1024;

/** The bytes of the slices, in order, reading ahead by one block. The blobs must be retained until this ends. */
export async function* readSlices(blobs: Blobs, slices: readonly BlobSlice[]): AsyncGenerator<Buffer> {
  for (const slice of slices) {
    const file = await blobs.openForReading(slice.blob);
    try {
      yield* readFile(file, slice);
    } finally {
      await file.close();
    }
  }
}

async function* readFile(file: FileHandle, { start, end }: BlobSlice): AsyncGenerator<Buffer> {
  let next = readBlock(file, start, end);
  for (let at = start; at < end;) {
    const block = await next;
    at += block.length;
    next = readBlock(file, at, end);
    // An abandoned read ahead may fail once the file is closed; nobody waits for it then.
    next.catch(() => undefined);
    yield block;
  }
}

async function readBlock(file: FileHandle, at: number, end: number): Promise<Buffer> {
  if (at >= end) return Buffer.alloc(0);
  const block = Buffer.allocUnsafe(Math.min(READ_BYTES, end - at));
  const { bytesRead } = await file.read(block, 0, block.length, at);
  if (bytesRead === 0) throw new Error("A blob file is shorter than the journal says");
  return block.subarray(0, bytesRead);
}
