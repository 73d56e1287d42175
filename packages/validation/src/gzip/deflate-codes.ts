import { huffmanTable } from "./huffman.ts";

/* What the codes of deflate stand for. @see https://www.rfc-editor.org/rfc/rfc1951#section-3.2 */

export const END_OF_BLOCK = 256;
export const LONGEST_COPY = 258;
/** How many bits say how much longer a copy is than the shortest of its code, for each code above {@link END_OF_BLOCK}. */
export const LENGTH_BITS = Array.from({ length: 29 }, (_, code) => (code < 8 || code === 28 ? 0 : (code >> 2) - 1));
/** The shortest copy of each; the longest has a code of its own. */
export const LENGTH_BASE = [...basesOf(3, LENGTH_BITS.slice(0, -1)), LONGEST_COPY];
/** The same of how far back a copy begins. */
export const DISTANCE_BITS = Array.from({ length: 30 }, (_, code) => (code < 2 ? 0 : (code >> 1) - 1));
export const DISTANCE_BASE = basesOf(1, DISTANCE_BITS);
/** In which order a block writes the lengths of the codes that its other codes are written in. */
export const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
export const MAX_LENGTH_CODES = 286;
export const MAX_DISTANCE_CODES = 30;

/** Of the code that the format itself defines. */
export const FIXED_LENGTHS = huffmanTable(
  Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
);
export const FIXED_DISTANCES = huffmanTable(new Uint8Array(32).fill(5));

/** Each code goes on where the one before it ends. */
function basesOf(first: number, bits: readonly number[]): number[] {
  let next = first;
  return bits.map((count) => {
    const base = next;
    next += 1 << count;
    return base;
  });
}
