import { byteClasses, SUSPECT } from "./byte-classes.ts";
import type { ByteWindow } from "./byte-window.ts";
import type { Row } from "./row.ts";

// A byte b of a word w is zero where (w - 0x01…) & ~w has its high bit, or a byte below it is zero: the lowest high bit is always right.
// The same with 0x0e… finds bytes below 14, which the line ends share with NUL and a few control characters. Without the & ~w bytes that
// are not ASCII are found as well: most text has none, and goes by sixteen bytes in one step.
// See https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord

const EVERY_BYTE_1 = 0x01010101;
const EVERY_HIGH_BIT = 0x80808080 | 0;
const EVERY_BYTE_14 = 0x0e0e0e0e;

/** Looks for the bytes that mean something among those that are text. */
export class SpecialSearch {
  readonly #window: ByteWindow;
  readonly #row: Row;
  /** What each byte means here. */
  readonly classes: Uint8Array;
  /** The delimiter and the quote in each byte of a word. */
  readonly #delimiters: number;
  readonly #quotes: number;

  /**
   * @param row - is no longer known to be plain when text is passed by that is not, or may be not.
   * @param delimiter - inside quotes, where it means nothing, the quote.
   */
  constructor(window: ByteWindow, row: Row, delimiter: number, quote: number) {
    this.#window = window;
    this.#row = row;
    this.classes = byteClasses(delimiter, quote);
    this.#delimiters = delimiter * EVERY_BYTE_1;
    this.#quotes = quote * EVERY_BYTE_1;
  }

  /** @returns the offset of the next such byte at or behind `at`, at most `window.end`, where the sentinel stands. */
  next(at: number): number {
    const { bytes, words } = this.#window;
    // In 32 bits, which is all that compilers need to be told.
    const delimiters = this.#delimiters | 0;
    const quotes = this.#quotes | 0;
    // Every offset up to the sentinel is inside the arrays, and so is the step in which it lies.
    for (let next = at; ; next++) {
      let word = next >> 2;
      // In the first word what lies before `next` is left out. Shifts are by at most 31: by eight times the last two bits.
      const wanted = -1 << (next << 3);
      let passed = (words[word] as number) & wanted;
      let found = specialsIn(words[word] as number, delimiters, quotes) & wanted;
      if (found === 0) {
        word++;
        // Cells without quotes are mostly short.
        if (delimiters === quotes) while (arePlain(words, word, quotes)) word += 4;
        for (; ; word++) {
          passed |= words[word] as number;
          found = specialsIn(words[word] as number, delimiters, quotes);
          if (found !== 0) break;
        }
      }
      if ((passed & EVERY_HIGH_BIT) !== 0) this.#row.isKnownPlain = false;
      next = (word << 2) + lowestByte(found);
      const kind = this.classes[bytes[next] as number] as number;
      if (kind > SUSPECT) return next;
      if (kind === SUSPECT) this.#row.isKnownPlain = false;
    }
  }
}

// Not declared as functions, which somebody might assign to: compilers would look each time whether somebody has.

const zeroBytes = (word: number): number => (word - EVERY_BYTE_1) & ~word;

const specialsIn = (word: number, delimiters: number, quotes: number): number =>
  (zeroBytes(word ^ delimiters) | zeroBytes(word ^ quotes) | ((word - EVERY_BYTE_14) & ~word)) & EVERY_HIGH_BIT;

/** No byte that is not ASCII is missed: of those that lose their high bit to one subtraction none loses it to the other. */
const stops = (word: number, quotes: number): number => (word - EVERY_BYTE_14) | ((word ^ quotes) - EVERY_BYTE_1);

/** Whether sixteen bytes are ASCII and none of them special, where there are no delimiters. */
const arePlain = (words: Int32Array, at: number, quotes: number): boolean =>
  ((stops(words[at] as number, quotes) |
    stops(words[at + 1] as number, quotes) |
    stops(words[at + 2] as number, quotes) |
    stops(words[at + 3] as number, quotes)) &
    EVERY_HIGH_BIT) ===
  0;

const lowestByte = (highBits: number): number => (31 - Math.clz32(highBits & -highBits)) >> 3;
