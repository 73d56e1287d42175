import { DAMAGED } from "./bit-reader.ts";

const MAX_CODE_BITS = 15;

/**
 * A Huffman code as a table that is looked up with the next `bits` bits: each entry is the symbol times 16 plus the length of its
 * code, or 0 where no code begins like that.
 */
export interface HuffmanTable {
  readonly bits: number;
  readonly entries: Uint16Array;
}

/**
 * @param lengths - of the code of each symbol, in bits; 0: the symbol has none.
 * @throws DAMAGED for lengths that make no code: more codes than there is room for, or room that no code uses. As zlib has it,
 * one symbol may stand alone, or none.
 */
export function huffmanTable(lengths: Uint8Array): HuffmanTable {
  const { bits, next } = firstCodes(lengths);
  const entries = new Uint16Array(1 << bits);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    const code = next[length] ?? 0;
    next[length] = code + 1;
    // Codes come highest bit first, in a stream whose bits are read lowest first.
    for (let at = reversed(code, length); at < entries.length; at += 1 << length) entries[at] = (symbol << 4) | length;
  }
  return { bits, entries };
}

/** The first code of each length, and the greatest length that has any. */
function firstCodes(lengths: Uint8Array): { bits: number; next: Uint16Array } {
  const counts = new Uint16Array(MAX_CODE_BITS + 1);
  for (const length of lengths) if (length > 0) counts[length] = (counts[length] ?? 0) + 1;
  const next = new Uint16Array(MAX_CODE_BITS + 1);
  let [bits, room, code, used] = [1, 1, 0, 0];
  for (let length = 1; length <= MAX_CODE_BITS; length++) {
    const count = counts[length] ?? 0;
    code *= 2;
    next[length] = code;
    code += count;
    room = room * 2 - count;
    used += count;
    if (count > 0) bits = length;
    if (room < 0) throw DAMAGED;
  }
  if (room > 0 && (used > 1 || bits > 1)) throw DAMAGED;
  return { bits, next };
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) result |= ((code >> bit) & 1) << (length - 1 - bit);
  return result;
}
