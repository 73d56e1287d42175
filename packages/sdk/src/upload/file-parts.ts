/** One part of a file. */
export interface FilePart {
  /** From 1. */
  readonly partNumber: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Cuts bytes into parts of one length, the last one shorter. One part is in memory at a time, beside those that a reader
 * keeps. Several may ask for the next one at once: each gets another.
 *
 * @param partSizeBytes - more than 0.
 */
export async function* partsOf(
  pieces: AsyncIterable<Uint8Array>,
  partSizeBytes: number,
  sizeBytes: number,
): AsyncGenerator<FilePart, void, undefined> {
  const lengthOf = (partNumber: number): number =>
    Math.min(partSizeBytes, sizeBytes - (partNumber - 1) * partSizeBytes);
  let partNumber = 1;
  let bytes = new Uint8Array(lengthOf(1));
  let filled = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const some = piece.subarray(at, at + bytes.length - filled);
      bytes.set(some, filled);
      filled += some.length;
      at += some.length;
      if (filled < bytes.length) break;
      yield { partNumber, bytes };
      partNumber++;
      bytes = new Uint8Array(Math.max(0, lengthOf(partNumber)));
      filled = 0;
    }
  }
}
