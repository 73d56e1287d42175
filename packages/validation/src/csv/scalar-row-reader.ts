import type { RowFormat } from "@flash/schemas";
import type { RowReaderState } from "../continuation/validation-state.ts";
import { CR, DELIMITER, LF, QUOTE_CLASS, SPACE } from "./byte-classes.ts";
import { ByteWindow } from "./byte-window.ts";
import type { Dialect } from "./dialect.ts";
import { NewlineTally } from "./newline-tally.ts";
import { SpecialSearch } from "#special-search";
import { RowCursor } from "./row-cursor.ts";
import type { CsvReading, RowReader, RowSink } from "./row-reader.ts";
import { DOUBLED, QUOTED, STRAY, TAIL, UNCLOSED } from "./cell-marks.ts";
import { Row } from "./row.ts";

/** Bytes handled at once: enough to make a call cheap, little enough to stay in the processor's cache. */
const SLICE_BYTES = 65_536;

const ROW_START = 0;
const CELL_START = 1;
const UNQUOTED = 2;
const QUOTED_TEXT = 3;
const BEHIND_QUOTE = 4;

/**
 * Reads CSV rows (RFC 4180, and what people write instead of it) from bytes that come in pieces of any size.
 * Rows end at LF, CRLF or CR; blank lines are skipped; a quote inside an unquoted cell is text; text behind a closing quote belongs
 * to the cell. The memory it takes is bounded by the longest row allowed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export class ScalarRowReader implements RowReader {
  readonly #window = new ByteWindow();
  readonly #row = new Row();
  readonly #cursor: RowCursor;
  readonly #newlines: NewlineTally;
  readonly #text: SpecialSearch;
  readonly #quotedText: SpecialSearch;
  readonly #quote: number;
  readonly #maxRowBytes: number;
  readonly #sink: RowSink;
  #state = ROW_START;
  #cellStart = 0;
  #cellMarks = 0;
  #closingQuote = 0;
  #afterCr = false;
  refused: boolean;
  blankLines: number;

  /** @param reading - `from`: all but its CR and its tail, which are still to be pushed. */
  constructor(dialect: Dialect, { maxRowBytes, sink, from }: CsvReading) {
    this.#cursor = new RowCursor(this.#window, this.#row, from);
    this.#newlines = new NewlineTally(from?.newlines);
    this.refused = from?.refused ?? false;
    this.blankLines = from?.blankLines ?? 0;
    this.#row.writtenIn(dialect);
    const { delimiter, quote } = this.#row;
    this.#quote = quote;
    this.#text = new SpecialSearch(this.#window, this.#row, delimiter, quote);
    this.#quotedText = new SpecialSearch(this.#window, this.#row, quote, quote);
    this.#maxRowBytes = maxRowBytes;
    this.#sink = sink;
  }

  get newline(): RowFormat["newline"] {
    return this.#newlines.kind;
  }

  state(): RowReaderState {
    const { lf, crlf, cr } = this.#newlines;
    return {
      ...this.#cursor.state(),
      newlines: { lf, crlf, cr },
      blankLines: this.blankLines,
      refused: this.refused,
      afterCr: this.#afterCr,
    };
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.refused; at += SLICE_BYTES) {
      this.#read(this.#cursor.append(chunk.subarray(at, at + SLICE_BYTES)));
      const rowBytes = this.#window.end - this.#cursor.rowStart;
      if (!this.refused && rowBytes > this.#maxRowBytes && this.#state !== ROW_START) this.#refuse();
    }
  }

  finish(): void {
    if (this.refused) return;
    if (this.#afterCr) this.#newlines.cr++;
    this.#afterCr = false;
    if (this.#state === ROW_START) return;
    const end = this.#window.end;
    if (this.#state === QUOTED_TEXT) this.#cellMarks |= UNCLOSED;
    if (this.#state === CELL_START) this.#openCell(end);
    this.#endCell(end);
    this.#endRow(end);
  }

  /**
   * The state machine, from the window offset `from` to the end of the window, which a row that is too long brings forward. A cell that is
   * written by the book goes through it once.
   */
  #read(from: number): void {
    const window = this.#window;
    for (let at = from; at < window.end;) {
      if (this.#state === ROW_START) at = this.#startRow(at);
      if (this.#state === CELL_START && at < window.end) at = this.#openCell(at);
      if (this.#state === UNQUOTED) {
        at = this.#text.next(at);
        if (at < window.end) at = this.#endUnquoted(at);
      } else if (this.#state === QUOTED_TEXT) {
        at = this.#quotedText.next(at);
        if (at < window.end) at = this.#insideQuotes(at);
      }
      if (this.#state === BEHIND_QUOTE && at < window.end) at = this.#behindQuote(at);
    }
  }

  /** Skips blank lines; the LF of a CRLF belongs to the row before. */
  #startRow(at: number): number {
    const byte = this.#window.bytes[at];
    if (this.#afterCr) {
      this.#afterCr = false;
      if (byte === LF) {
        this.#newlines.crlf++;
        this.#cursor.rowStart = at + 1;
        return at + 1;
      }
      this.#newlines.cr++;
    }
    this.#cursor.rowStart = at;
    if (byte !== LF && byte !== CR) {
      this.#state = CELL_START;
      this.#row.isKnownPlain = true;
      return at;
    }
    this.blankLines++;
    return this.#nextLine(at);
  }

  #openCell(at: number): number {
    const isQuoted = this.#window.bytes[at] === this.#quote;
    const start = isQuoted ? at + 1 : at;
    this.#state = isQuoted ? QUOTED_TEXT : UNQUOTED;
    this.#cellMarks = isQuoted ? QUOTED : 0;
    this.#cellStart = start - this.#cursor.rowStart;
    if (isQuoted) this.#row.quoteLine = this.#cursor.line + this.#cursor.linesInRow;
    return start;
  }

  #endUnquoted(at: number): number {
    const found = this.#text.classes[this.#window.bytes[at] ?? 0] ?? 0;
    if (found === QUOTE_CLASS) {
      this.#cellMarks |= STRAY;
      return at + 1;
    }
    return this.#leaveCell(at, found);
  }

  #insideQuotes(at: number): number {
    const { bytes } = this.#window;
    if (bytes[at] === this.#quote) {
      this.#closingQuote = at - this.#cursor.rowStart;
      this.#state = BEHIND_QUOTE;
    } else if (bytes[at] === CR || bytes[at - 1] !== CR) {
      this.#cursor.linesInRow++;
    }
    return at + 1;
  }

  /** A quote that is doubled is text. Spaces between a closing quote and the delimiter are ignored; anything else is text of the cell. */
  #behindQuote(at: number): number {
    const byte = this.#window.bytes[at] ?? 0;
    const found = this.#text.classes[byte] ?? 0;
    if (byte === this.#quote && at === this.#cursor.rowStart + this.#closingQuote + 1) {
      this.#cellMarks |= DOUBLED;
      this.#state = QUOTED_TEXT;
    } else if (found >= DELIMITER) {
      return this.#leaveCell(at, found);
    } else if (byte !== SPACE) {
      this.#cellMarks |= TAIL;
      this.#row.isKnownPlain = false;
    }
    return at + 1;
  }

  /** @param found - the class of the byte at `at`, a delimiter or a line end. */
  #leaveCell(at: number, found: number): number {
    this.#endCell(at);
    if (found !== DELIMITER) return this.#endRow(at);
    this.#state = CELL_START;
    return at + 1;
  }

  #endCell(at: number): void {
    const endsWithQuote = this.#state === BEHIND_QUOTE && (this.#cellMarks & TAIL) === 0;
    this.#row.add(this.#cellStart, endsWithQuote ? this.#closingQuote : at - this.#cursor.rowStart, this.#cellMarks);
  }

  #endRow(at: number): number {
    if (at - this.#cursor.rowStart > this.#maxRowBytes) {
      this.#refuse();
      return at;
    }
    if (this.#cursor.isBlank(at)) this.blankLines++;
    else {
      this.#cursor.describe(at);
      this.#sink.row(this.#row, this.#window);
    }
    this.#cursor.leaveRow();
    this.#state = ROW_START;
    return this.#nextLine(at);
  }

  #nextLine(at: number): number {
    if (at === this.#window.end) return at;
    if (this.#window.bytes[at] === CR) this.#afterCr = true;
    else this.#newlines.lf++;
    this.#cursor.startLine(at + 1);
    return at + 1;
  }

  /** Reads the row again up to the limit, so that the state there does not depend on how the bytes were cut into chunks. */
  #refuse(): void {
    const limit = this.#cursor.rowStart + this.#maxRowBytes;
    this.#window.endAt(limit);
    this.#row.clear();
    this.#cursor.linesInRow = 0;
    this.#state = CELL_START;
    this.#read(this.#cursor.rowStart);
    this.refused = true;
    this.#cursor.describe(limit);
    this.#sink.rowTooLong(this.#row, this.#state === QUOTED_TEXT);
  }
}
