import { slicingTables32 } from "./crc-tables.ts";

const [T0, T1, T2, T3, T4, T5, T6, T7] = slicingTables32(0x82f63b78);

/**
 * CRC-32C (Castagnoli) of `data`, continuing `before`.
 *
 * @param before - the CRC of the bytes so far, 0 at the start.
 */
export function crc32c(data: Uint8Array, before: number): number {
  if (!T0 || !T1 || !T2 || !T3 || !T4 || !T5 || !T6 || !T7) throw new Error("CRC tables are incomplete");
  let crc = ~before;
  let at = 0;
  // Reads past the end of a typed array never happen below, so the fallbacks only satisfy the type checker.
  for (; at + 8 <= data.length; at += 8) {
    const x =
      crc ^
      (byteAt(data, at) | (byteAt(data, at + 1) << 8) | (byteAt(data, at + 2) << 16) | (byteAt(data, at + 3) << 24));
    crc =
      wordAt(T7, x & 0xff) ^
      wordAt(T6, (x >>> 8) & 0xff) ^
      wordAt(T5, (x >>> 16) & 0xff) ^
      wordAt(T4, x >>> 24) ^
      wordAt(T3, byteAt(data, at + 4)) ^
      wordAt(T2, byteAt(data, at + 5)) ^
      wordAt(T1, byteAt(data, at + 6)) ^
      wordAt(T0, byteAt(data, at + 7));
  }
  for (; at < data.length; at++) crc = (crc >>> 8) ^ wordAt(T0, (crc ^ byteAt(data, at)) & 0xff);
  return ~crc >>> 0;
}

const byteAt = (data: Uint8Array, at: number): number => data[at] ?? 0;
const wordAt = (table: Uint32Array, at: number): number => table[at] ?? 0;
