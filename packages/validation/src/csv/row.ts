import type { Span } from "../bytes/span.ts";
import { QUOTE } from "./byte-classes.ts";
import { DOUBLED, MAX_COLUMNS, TAIL } from "./cell-marks.ts";
import type { Dialect } from "./dialect.ts";

const ESCAPED = DOUBLED | TAIL;

/** One row as the reader found it: a view that is overwritten by the next row. Offsets of cells count from `start`. */
export class Row implements Span {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  /** One past the last byte; the line end is not part of the row. */
  end = 0;
  /** 0 for the header; blank lines are not counted. */
  number = 0;
  /** The line on which the row begins; 1 for the first, 0 where there are no lines. */
  line = 1;
  /** The line on which the last quoted cell began. */
  quoteLine = 1;
  /** Bytes of the file before this row, a byte-order mark not counted. */
  fileOffset = 0;
  /** How many cells, even beyond {@link MAX_COLUMNS}. */
  count = 0;
  /** The marks of all cells together. */
  marks = 0;
  /** Every byte is ASCII: then bytes are characters. */
  plain = false;
  /** The reader has seen already that it is plain. */
  isKnownPlain = false;
  /** Something is wrong with its bytes or quotes. */
  isBad = false;
  /** It could not be read as what it should be: it has no cells. */
  isInvalidJson = false;
  /** What cells are quoted with. */
  quote = QUOTE;
  /** What stands between cells; 0 where the row is made of values and not of bytes of the file. */
  delimiter = 0;
  readonly starts = new Int32Array(MAX_COLUMNS);
  readonly ends = new Int32Array(MAX_COLUMNS);
  readonly cellMarks = new Uint8Array(MAX_COLUMNS);
  #unescaped = new Uint8Array(256);
  #unescapedEnd = 0;

  /** What its cells stand between, and are quoted with. */
  writtenIn({ delimiter, quote }: Dialect): void {
    this.delimiter = delimiter.charCodeAt(0);
    this.quote = quote.charCodeAt(0);
  }

  add(start: number, end: number, marks: number): void {
    const index = this.count++;
    this.marks |= marks;
    if (index >= MAX_COLUMNS) return;
    this.starts[index] = start;
    this.ends[index] = end;
    this.cellMarks[index] = marks;
  }

  clear(): void {
    this.count = 0;
    this.marks = 0;
    this.isInvalidJson = false;
    this.isKnownPlain = false;
    this.#unescapedEnd = 0;
  }

  /** The content of a cell, without its quotes; valid as long as this row is. */
  cell(index: number, into: Span): void {
    const start = this.start + (this.starts[index] ?? 0);
    const end = this.start + (this.ends[index] ?? 0);
    if (((this.cellMarks[index] ?? 0) & ESCAPED) !== 0) return this.#unescape(start, end, into);
    into.bytes = this.bytes;
    into.start = start;
    into.end = end;
  }

  /** The stored cell that holds the byte at `offset` (counted from `start`), or -1. */
  cellAt(offset: number): number {
    const stored = Math.min(this.count, MAX_COLUMNS);
    for (let index = 0; index < stored; index++) if (offset < (this.ends[index] ?? 0)) return index;
    return -1;
  }

  /** Each cell gets room of its own, so that several can be used together. */
  #unescape(start: number, end: number, into: Span): void {
    const first = this.#unescapedEnd;
    // Spans that were handed out keep the old memory.
    if (first + end - start > this.#unescaped.length) this.#unescaped = new Uint8Array((first + end - start) * 2);
    let length = first;
    let quoted = true;
    for (let at = start; at < end; at++) {
      const byte = this.bytes[at] ?? 0;
      if (quoted && byte === this.quote) {
        if (at + 1 >= end || this.bytes[at + 1] !== this.quote) {
          quoted = false;
          continue;
        }
        at++;
      }
      this.#unescaped[length++] = byte;
    }
    into.bytes = this.#unescaped;
    into.start = first;
    into.end = length;
    this.#unescapedEnd = length;
  }
}
