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
 * @returns undefined for lengths that make no code: more codes than there is room for, or room that no code uses. As zlib
 * has it, one symbol may stand alone, or none.
 */
export function huffmanTable(lengths: Uint8Array): HuffmanTable | undefined {
  const counts = new Uint16Array(MAX_CODE_BITS + 1);
  for (const length of lengths) if (length > 0) counts[length] = (counts[length] ?? 0) + 1;
  const bits = Math.max(
    1,
    counts.findLastIndex((count) => count > 0),
  );
  if (!usesItsRoom(counts)) return undefined;
  const entries = new Uint16Array(1 << bits);
  const next = firstCodes(counts);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    const code = next[length] ?? 0;
    next[length] = code + 1;
    // Codes come highest bit first, in a stream whose bits are read lowest first.
    for (let at = reversed(code, length); at < entries.length; at += 1 << length) entries[at] = (symbol << 4) | length;
  }
  return { bits, entries };
}

function usesItsRoom(counts: Uint16Array): boolean {
  let room = 1;
  let used = 0;
  for (const count of counts.subarray(1)) {
    room = room * 2 - count;
    if (room < 0) return false;
    used += count;
  }
  return room === 0 || used === 0 || (used === 1 && counts[1] === 1);
}

function firstCodes(counts: Uint16Array): Uint16Array {
  const first = new Uint16Array(MAX_CODE_BITS + 1);
  for (let length = 2; length <= MAX_CODE_BITS; length++) {
    first[length] = ((first[length - 1] ?? 0) + (counts[length - 1] ?? 0)) << 1;
  }
  return first;
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) result |= ((code >> bit) & 1) << (length - 1 - bit);
  return result;
}
