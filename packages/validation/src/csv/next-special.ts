import { ORDINARY } from "./byte-classes.ts";
import type { ByteWindow } from "./byte-window.ts";

// The search looks at eight bytes in one step. A byte b of a word w is zero where (w - 0x01…) & ~w has its high bit, or a byte below it
// is zero: the lowest high bit is always right. The same with 0x0e… finds bytes below 14, which the line ends share with a few
// control characters.
// See https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord

const EVERY_BYTE_1 = 0x01010101;
const EVERY_HIGH_BIT = 0x80808080 | 0;
const EVERY_BYTE_14 = 0x0e0e0e0e;

/**
 * Finds the next byte at or behind `at` that is not ordinary.
 *
 * @param classes - what each byte means where the search is.
 * @param delimiters - the delimiter in every byte; inside quotes, where it means nothing, the quote.
 * @param quotes - the quote in every byte.
 * @returns its offset, at most `window.end`, where the sentinel stands.
 */
export function nextSpecial(
  window: ByteWindow,
  at: number,
  classes: Uint8Array,
  delimiters: number,
  quotes: number,
): number {
  const { bytes, words } = window;
  let next = at;
  for (;;) {
    // Every offset up to the sentinel is inside the arrays, here and below.
    for (const aligned = (next + 3) & ~3; next < aligned; next++)
      if (classes[bytes[next] as number] !== ORDINARY) return next;
    let word = next >> 2;
    let one = 0;
    let two = 0;
    do {
      one = specialsIn(words[word], delimiters, quotes);
      two = specialsIn(words[word + 1], delimiters, quotes);
      word += 2;
    } while ((one | two) === 0);
    next = one === 0 ? ((word - 1) << 2) + lowestByte(two) : ((word - 2) << 2) + lowestByte(one);
    if (classes[bytes[next] as number] !== ORDINARY) return next;
    next++;
  }
}

function lowestByte(highBits: number): number {
  return (31 - Math.clz32(highBits & -highBits)) >> 3;
}

function specialsIn(word = 0, delimiters = 0, quotes = 0): number {
  return (zeroBytes(word ^ delimiters) | zeroBytes(word ^ quotes) | ((word - EVERY_BYTE_14) & ~word)) & EVERY_HIGH_BIT;
}

function zeroBytes(word: number): number {
  return (word - EVERY_BYTE_1) & ~word;
}
