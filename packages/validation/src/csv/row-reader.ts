import type { TextFormat } from "@flash/schemas";
import { isBlank } from "../encoding/white-space.ts";
import { byteClasses, CR, DELIMITER, LF, LINE_END, QUOTE, QUOTE_CLASS, SPACE } from "./byte-classes.ts";
import { ByteWindow } from "./byte-window.ts";
import type { Delimiter } from "./dialect.ts";
import { NewlineTally } from "./newline-tally.ts";
import { nextInQuotes, nextOutsideQuotes } from "./next-special.ts";
import { DOUBLED, QUOTED, Row, STRAY, TAIL, UNCLOSED } from "./row.ts";

/** Bytes handled at once: enough to make a call cheap, little enough to stay in the processor's cache. */
const SLICE_BYTES = 65_536;

const ROW_START = 0;
const CELL_START = 1;
const UNQUOTED = 2;
const QUOTED_TEXT = 3;
const QUOTE_SEEN = 4;
const AFTER_QUOTES = 5;

/** Whoever is told of rows. `window` is the memory that `row.bytes` lies in. */
export interface RowSink {
  row(row: Row, window: ByteWindow): void;
  /** Called at most once, and nothing after it. `insideQuotes`: a quote was open where the limit was reached. */
  rowTooLong(row: Row, insideQuotes: boolean): void;
}

/**
 * Reads CSV rows (RFC 4180, and what people write instead of it) from bytes that come in pieces of any size.
 * Rows end at LF, CRLF or CR; blank lines are skipped; a quote inside an unquoted cell is text; text behind a closing quote belongs
 * to the cell. The memory it takes is bounded by the longest row allowed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export class CsvRowReader {
  readonly #window = new ByteWindow();
  readonly #row = new Row();
  readonly #newlines = new NewlineTally();
  readonly #classes: Uint8Array;
  /** The delimiter in each byte of a word. */
  readonly #delimiters: number;
  readonly #maxRowBytes: number;
  readonly #sink: RowSink;
  #state = ROW_START;
  /** Where the row begins in the window. The offsets of its cells count from here. */
  #rowStart = 0;
  #cellStart = 0;
  #cellMarks = 0;
  #closingQuote = 0;
  #afterCr = false;
  #rows = 0;
  #line = 1;
  #linesInRow = 0;
  /** Bytes of the file before the window. */
  #windowOffset = 0;
  #refused = false;
  blankLines = 0;

  constructor(delimiter: Delimiter, maxRowBytes: number, sink: RowSink) {
    this.#classes = byteClasses(delimiter);
    this.#delimiters = delimiter.charCodeAt(0) * 0x01010101;
    this.#maxRowBytes = maxRowBytes;
    this.#sink = sink;
  }

  /** After a row was too long nothing is read any more. */
  get refused(): boolean {
    return this.#refused;
  }

  get newline(): TextFormat["newline"] {
    return this.#newlines.kind;
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.#refused; at += SLICE_BYTES) {
      this.#pushSlice(chunk.subarray(at, at + SLICE_BYTES));
    }
  }

  finish(): void {
    if (this.#refused) return;
    if (this.#afterCr) this.#newlines.cr++;
    this.#afterCr = false;
    if (this.#state === ROW_START) return;
    const end = this.#window.end;
    if (this.#state === QUOTED_TEXT) this.#cellMarks |= UNCLOSED;
    if (this.#state === CELL_START) this.#openCell(end);
    if (this.#state === QUOTE_SEEN) this.#endCell(this.#closingQuote + this.#rowStart);
    else this.#endCell(end);
    this.#endRow(end);
  }

  #pushSlice(slice: Uint8Array): void {
    const read = this.#window.end - this.#rowStart;
    this.#windowOffset += this.#rowStart;
    this.#window.append(slice, this.#rowStart);
    this.#rowStart = 0;
    this.#read(read);
    if (!this.#refused && this.#window.end - this.#rowStart > this.#maxRowBytes && this.#state !== ROW_START) {
      this.#refuse();
    }
  }

  /** The state machine, from the window offset `from` to the end of the window. */
  #read(from: number): void {
    const window = this.#window;
    const { end } = window;
    let at = from;
    while (at < end) {
      switch (this.#state) {
        case ROW_START:
          at = this.#startRow(at);
          break;
        case CELL_START:
          at = this.#openCell(at);
          break;
        case UNQUOTED:
          at = nextOutsideQuotes(window, at, this.#classes, this.#delimiters);
          if (at < end) at = this.#endUnquoted(at);
          break;
        case QUOTED_TEXT:
          at = nextInQuotes(window, at);
          if (at < end) at = this.#insideQuotes(at);
          break;
        case QUOTE_SEEN:
          at = this.#afterQuote(at);
          break;
        default:
          at = this.#afterQuotes(at);
      }
      if (this.#refused) return;
    }
  }

  /** Skips blank lines; the LF of a CRLF belongs to the row before. */
  #startRow(at: number): number {
    const byte = this.#window.bytes[at];
    if (this.#afterCr) {
      this.#afterCr = false;
      if (byte === LF) {
        this.#newlines.crlf++;
        this.#rowStart = at + 1;
        return at + 1;
      }
      this.#newlines.cr++;
    }
    this.#rowStart = at;
    if (byte !== LF && byte !== CR) {
      this.#state = CELL_START;
      return at;
    }
    this.blankLines++;
    return this.#nextLine(at);
  }

  #openCell(at: number): number {
    const quoted = this.#window.bytes[at] === QUOTE && at < this.#window.end;
    this.#cellMarks = quoted ? QUOTED : 0;
    this.#state = quoted ? QUOTED_TEXT : UNQUOTED;
    if (quoted) this.#row.quoteLine = this.#line + this.#linesInRow;
    const start = quoted ? at + 1 : at;
    this.#cellStart = start - this.#rowStart;
    return start;
  }

  #endUnquoted(at: number): number {
    const found = this.#classes[this.#window.bytes[at] ?? 0];
    if (found === QUOTE_CLASS) {
      this.#cellMarks |= STRAY;
      return at + 1;
    }
    this.#endCell(at);
    return found === DELIMITER ? this.#nextCell(at) : this.#endRow(at);
  }

  #insideQuotes(at: number): number {
    const { bytes } = this.#window;
    if (bytes[at] === QUOTE) {
      this.#closingQuote = at - this.#rowStart;
      this.#state = QUOTE_SEEN;
    } else if (bytes[at] === CR || bytes[at - 1] !== CR) {
      this.#linesInRow++;
    }
    return at + 1;
  }

  #afterQuote(at: number): number {
    const byte = this.#window.bytes[at] ?? 0;
    if (byte === QUOTE) {
      this.#cellMarks |= DOUBLED;
      this.#state = QUOTED_TEXT;
      return at + 1;
    }
    const found = this.#classes[byte];
    if (found !== DELIMITER && found !== LINE_END) {
      this.#state = AFTER_QUOTES;
      return at;
    }
    this.#endCell(this.#closingQuote + this.#rowStart);
    return found === DELIMITER ? this.#nextCell(at) : this.#endRow(at);
  }

  /** Spaces between a closing quote and the delimiter are ignored; anything else is text of the cell. */
  #afterQuotes(at: number): number {
    const byte = this.#window.bytes[at] ?? 0;
    const found = this.#classes[byte];
    if (found === DELIMITER || found === LINE_END) {
      this.#endCell(at);
      return found === DELIMITER ? this.#nextCell(at) : this.#endRow(at);
    }
    if (byte !== SPACE) this.#cellMarks |= TAIL;
    return at + 1;
  }

  #nextCell(at: number): number {
    this.#state = CELL_START;
    return at + 1;
  }

  #endCell(end: number): void {
    const justSpaces = this.#state === AFTER_QUOTES && (this.#cellMarks & TAIL) === 0;
    this.#row.add(this.#cellStart, justSpaces ? this.#closingQuote : end - this.#rowStart, this.#cellMarks);
  }

  #endRow(at: number): number {
    if (at - this.#rowStart > this.#maxRowBytes) {
      this.#refuse();
      return at;
    }
    const row = this.#row;
    if (row.count === 1 && row.marks === 0 && isBlank(this.#window.bytes, this.#rowStart, at)) this.blankLines++;
    else this.#emit(at);
    row.clear();
    this.#line += this.#linesInRow;
    this.#linesInRow = 0;
    this.#state = ROW_START;
    return this.#nextLine(at);
  }

  #nextLine(at: number): number {
    if (at === this.#window.end) return at;
    if (this.#window.bytes[at] === CR) this.#afterCr = true;
    else this.#newlines.lf++;
    this.#line++;
    this.#rowStart = at + 1;
    return at + 1;
  }

  #emit(end: number): void {
    this.#describeRow(end);
    this.#rows++;
    this.#sink.row(this.#row, this.#window);
  }

  #describeRow(end: number): void {
    const row = this.#row;
    row.bytes = this.#window.bytes;
    row.start = this.#rowStart;
    row.end = end;
    row.number = this.#rows;
    row.line = this.#line;
    row.fileOffset = this.#windowOffset + this.#rowStart;
  }

  /** Reads the row again up to the limit, so that the state there does not depend on how the bytes were cut into chunks. */
  #refuse(): void {
    const limit = this.#rowStart + this.#maxRowBytes;
    this.#window.endAt(limit);
    this.#row.clear();
    this.#linesInRow = 0;
    this.#state = CELL_START;
    this.#read(this.#rowStart);
    this.#refused = true;
    this.#describeRow(limit);
    this.#sink.rowTooLong(this.#row, this.#state === QUOTED_TEXT);
  }
}
