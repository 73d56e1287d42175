import type { ByteWindow } from "./byte-window.ts";
import { CR, LF, QUOTE } from "./byte-classes.ts";

const EVERY_BYTE_1 = 0x01010101;
const EVERY_HIGH_BIT = 0x80808080 | 0;
const EVERY_BYTE_QUOTE = 0x22222222;
const EVERY_BYTE_BELOW_14 = 0x0e0e0e0e;

/**
 * Finds the next quote, line feed or carriage return at or behind `at`: the bytes that mean something inside quotes.
 * Looks at four bytes at once: a word holds none of them when no byte is a quote and none is below 14 (which a few control
 * characters share with the line ends, so a word that is not skipped is looked at byte by byte).
 *
 * @returns its offset, at most `window.end`, where the sentinel stands.
 * @see https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord
 */
export function nextInQuotes(window: ByteWindow, at: number): number {
  const { bytes, words } = window;
  let next = at;
  for (;;) {
    while ((next & 3) !== 0) {
      if (endsQuotedRun(bytes[next])) return next;
      next++;
    }
    let word = next >> 2;
    while (isQuotedRun(words[word])) word++;
    next = word << 2;
    for (const last = next + 4; next < last; next++) if (endsQuotedRun(bytes[next])) return next;
  }
}

function endsQuotedRun(byte: number | undefined): boolean {
  return byte === QUOTE || byte === LF || byte === CR;
}

function isQuotedRun(word = 0): boolean {
  const quotes = word ^ EVERY_BYTE_QUOTE;
  const found = ((quotes - EVERY_BYTE_1) & ~quotes) | ((word - EVERY_BYTE_BELOW_14) & ~word);
  return (found & EVERY_HIGH_BIT) === 0;
}
