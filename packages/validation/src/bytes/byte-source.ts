/** Bytes that can be read anywhere, and once from the first to the last. Two readings of one source give the same bytes. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** Exactly `length` bytes from `offset`; both lie inside the source. Throws when they cannot be had. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** All bytes from `firstByte` on (0: the first one), in chunks of any size; each holds until the next is asked for. There is at least one byte. */
  stream(firstByte?: number): AsyncIterable<Uint8Array>;
}

/** A file of a page, or anything else that is in memory or on disk already. */
export function blobSource(blob: Blob): ByteSource {
  return {
    sizeBytes: blob.size,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
    stream: (firstByte = 0) => chunksOf(blob.slice(firstByte).stream()),
  };
}

/** Safari cannot loop over a ReadableStream. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
  } finally {
    // Frees the file when somebody leaves early; a stream that has ended or failed has nothing to cancel.
    await reader.cancel().catch(() => undefined);
  }
}
