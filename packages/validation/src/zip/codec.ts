import { crc32 } from "./crc32.ts";
import { inflate } from "./inflate.ts";

/** Unpacks entries. Runtimes differ in how fast they do it, never in what comes out. */
export interface ZipCodec {
  /**
   * Unpacks raw deflate data.
   *
   * @param mostBytes - it never makes more than that, and little more on the way.
   * @returns undefined when the data is damaged, ends early, goes on behind its end, or gives more than `mostBytes`.
   */
  readonly inflate: (packed: Uint8Array, mostBytes: number) => Promise<Uint8Array | undefined> | Uint8Array | undefined;
  /** The CRC-32 of the bytes, unsigned. */
  readonly crc32: (bytes: Uint8Array) => number;
}

/** zlib's. */
const LEAST_CHUNK_BYTES = 64;

/** What is used of `node:zlib`. */
export interface Zlib {
  // Node's types give a Buffer whatever the options; with `info` it is this.
  readonly inflateRawSync: (
    bytes: Uint8Array,
    options: { maxOutputLength: number; chunkSize: number; info: true },
  ) => Uint8Array | { buffer: Uint8Array; engine: { bytesWritten: number } };
  readonly crc32: (bytes: Uint8Array) => number;
}

/** Node's own zlib, which this package cannot import since it runs in browsers too. */
export function zlibCodec({ inflateRawSync, crc32: nativeCrc32 }: Zlib): ZipCodec {
  return {
    inflate: (packed, mostBytes) => {
      try {
        const result = inflateRawSync(packed, {
          // Its least limit is 1.
          maxOutputLength: Math.max(mostBytes, 1),
          // All in one piece, and a byte to see that there is no more: half the time of pieces of 16 kB.
          chunkSize: Math.max(mostBytes + 1, LEAST_CHUNK_BYTES),
          info: true,
        });
        if (!("engine" in result) || result.engine.bytesWritten !== packed.length) return undefined;
        return result.buffer.length > mostBytes ? undefined : result.buffer;
      } catch {
        // Damaged data and too much of it are all that it throws for.
        return undefined;
      }
    },
    crc32: nativeCrc32,
  };
}

/** What browsers have; older ones without `deflate-raw` get ours. */
export function webCodec(): ZipCodec {
  return { inflate: hasDeflateRaw() ? inflateByStream : inflateOnThread, crc32 };
}

function hasDeflateRaw(): boolean {
  try {
    return new DecompressionStream("deflate-raw") instanceof DecompressionStream;
  } catch {
    return false;
  }
}

function inflateOnThread(packed: Uint8Array, mostBytes: number): Uint8Array | undefined {
  const unpacked = inflate(packed, mostBytes);
  return typeof unpacked === "string" ? undefined : unpacked;
}

async function inflateByStream(packed: Uint8Array, mostBytes: number): Promise<Uint8Array | undefined> {
  const { readable, writable } = new DecompressionStream("deflate-raw");
  const writer = writable.getWriter();
  // Failures come out of the readable side as well, where they are waited for.
  writer.write(new Uint8Array(packed)).catch(() => undefined);
  writer.close().catch(() => undefined);
  const reader = readable.getReader();
  const unpacked = new Uint8Array(mostBytes);
  let length = 0;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      if (length + piece.value.length > mostBytes) {
        reader.cancel().catch(() => undefined);
        return undefined;
      }
      unpacked.set(piece.value, length);
      length += piece.value.length;
    }
    return unpacked.subarray(0, length);
  } catch {
    return undefined;
  }
}
