/** A Blob takes no memory that other threads may write to. */
export const inArrayBuffer = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);

/** Blobs of a megabyte or so, which a browser moves out of the page's memory; single pieces are too many for it. */
const BLOB_BYTES = 4 * 1024 ** 2;

export async function blobOf(bytes: AsyncIterable<Uint8Array>): Promise<Blob> {
  const blobs: Blob[] = [];
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let gathered = 0;
  for await (const piece of bytes) {
    pieces.push(inArrayBuffer(piece));
    gathered += piece.length;
    if (gathered < BLOB_BYTES) continue;
    blobs.push(new Blob(pieces));
    pieces = [];
    gathered = 0;
  }
  return new Blob([...blobs, ...pieces]);
}
