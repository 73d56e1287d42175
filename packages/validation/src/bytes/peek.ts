import { concat } from "./concat.ts";

/** The beginning of a stream, and the stream as if nobody had looked. */
export interface Peeked {
  /** As many bytes as were asked for; fewer where there are no more. */
  readonly head: Uint8Array;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Looks at the first bytes of a stream. */
export async function peek(chunks: AsyncIterable<Uint8Array>, bytes: number): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]();
  let seen = new Uint8Array(0);
  while (seen.length < bytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    seen = concat(seen, next.value);
  }
  return { head: seen.subarray(0, bytes), chunks: resumed(seen, iterator) };
}

async function* resumed(seen: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (seen.length > 0) yield seen;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}
