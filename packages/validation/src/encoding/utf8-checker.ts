import type { LastView } from "../bytes/last-view.ts";
import type { Span } from "../bytes/span.ts";

const EVERY_BYTE_1 = 0x01010101;
const EVERY_HIGH_BIT = 0x80808080 | 0;

/**
 * Finds the next byte of the span that is not plain ASCII from 1 to 127: a NUL, or one that needs decoding.
 *
 * @param words - a view of the same memory as `span.bytes`, which must begin at a multiple of four bytes.
 * @returns its offset, or `span.end`.
 */
export function nextSuspect({ bytes, start, end }: Span, words: Int32Array): number {
  let at = start;
  for (; at < end && (at & 3) !== 0; at++) if (!isPlain((bytes[at] as number) * EVERY_BYTE_1)) return at;
  while (at + 4 <= end && isPlain(words[at >> 2] as number)) at += 4;
  while (at < end && isPlain((bytes[at] as number) * EVERY_BYTE_1)) at++;
  return at;
}

/** Of four bytes: one that is 0 borrows in the subtraction, which sets a high bit, as a byte above 127 does by itself. */
const isPlain = (word: number): boolean => (((word - EVERY_BYTE_1) | word) & EVERY_HIGH_BIT) === 0;

/**
 * Checks the UTF-8 sequence that begins at `at` with a byte above 127.
 *
 * @returns its length in bytes; negative when it is invalid: then the bytes that belong together as one error, as the WHATWG
 * decoder counts them (one U+FFFD each).
 * @see https://encoding.spec.whatwg.org/#utf-8-decoder
 */
export function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] ?? 0;
  const expected = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return -1;
  for (let length = 1; length < expected; length++) {
    const next = at + length < end ? (bytes[at + length] ?? 0) : 0;
    const low = length === 1 ? lowestSecond(first) : 0x80;
    const high = length === 1 ? highestSecond(first) : 0xbf;
    if (next < low || next > high) return -length;
  }
  return expected;
}

/** Keeps out over-long forms: E0 80–9F and F0 80–8F. */
function lowestSecond(first: number): number {
  if (first === 0xe0) return 0xa0;
  return first === 0xf0 ? 0x90 : 0x80;
}

/** Keeps out surrogates (ED A0–BF) and code points above U+10FFFF (F4 90–BF). */
function highestSecond(first: number): number {
  if (first === 0xed) return 0x9f;
  return first === 0xf4 ? 0x8f : 0xbf;
}

/** Code points in the span, valid or not: every byte that does not continue another, as those from 0x80 to 0xbf do. */
export function countCharacters({ bytes, start, end }: Span, views: LastView): number {
  const view = views.of(bytes);
  let characters = end - start;
  let at = start;
  // Of four bytes at once: 1 in each that continues another, and the product has their sum on top. Not branched upon: in most languages
  // nobody could guess which they are.
  for (; at + 4 <= end; at += 4) characters -= Math.imul(continuing(view.getInt32(at, true)), EVERY_BYTE_1) >>> 24;
  for (; at < end; at++) characters -= continuing(view.getUint8(at));
  return characters;
}

const continuing = (word: number): number => (word >>> 7) & ~(word >>> 6) & EVERY_BYTE_1;
