import { crc32 } from "#crc32";
import { inflate } from "./inflate.ts";

/** Unpacks entries and proves them. */
export interface ZipCodec {
  /**
   * Unpacks raw deflate data.
   *
   * @param mostBytes - it never makes more than that, and little more on the way.
   * @returns bytes that hold until more is unpacked; undefined when the data is damaged, ends early, goes on behind its end, or gives more
   * than `mostBytes`.
   */
  inflate(packed: Uint8Array, mostBytes: number): Uint8Array | undefined;
  /** The CRC-32 of the bytes, unsigned. */
  crc32(bytes: Uint8Array): number;
}

/** Slower than what is compiled ahead, and there everywhere. */
export const PLAIN_CODEC: ZipCodec = {
  inflate: (packed, mostBytes) => {
    const unpacked = inflate(packed, mostBytes);
    return typeof unpacked === "string" ? undefined : unpacked;
  },
  crc32,
};
