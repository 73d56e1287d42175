import type { RowReaderState } from "../continuation/validation-state.ts";
import { CR, LF } from "../csv/byte-classes.ts";
import { ByteWindow } from "../csv/byte-window.ts";
import { NewlineTally } from "../csv/newline-tally.ts";
import { Row } from "../csv/row.ts";
import { RowCursor } from "../csv/row-cursor.ts";

/** Whoever is told of lines: rows without cells. */
export interface LineSink {
  line(line: Row, window: ByteWindow): void;
  /** Called at most once, and nothing after it. */
  lineTooLong(line: Row): void;
}

const SLICE_BYTES = 65_536;

/** Cuts bytes into lines at LF. Blank ones are skipped; the memory it takes is bounded by the longest line allowed. */
export class LineReader {
  readonly #window = new ByteWindow();
  readonly #line = new Row();
  readonly #cursor: RowCursor;
  readonly #newlines: NewlineTally;
  readonly #maxLineBytes: number;
  readonly #sink: LineSink;
  refused: boolean;
  blankLines: number;

  /** @param from - where another one has stopped. */
  constructor(maxLineBytes: number, sink: LineSink, from?: RowReaderState) {
    this.#maxLineBytes = maxLineBytes;
    this.#sink = sink;
    this.#cursor = new RowCursor(this.#window, this.#line, from);
    this.#newlines = new NewlineTally(from?.newlines);
    this.refused = from?.refused ?? false;
    this.blankLines = from?.blankLines ?? 0;
    // Lines count from 1: there is no header.
    if (from === undefined) this.#cursor.countRows(1);
    else this.push(from.tail);
  }

  state(): RowReaderState {
    const { lf, crlf, cr } = this.#newlines;
    const { blankLines, refused } = this;
    return { ...this.#cursor.state(), newlines: { lf, crlf, cr }, blankLines, refused, afterCr: false };
  }

  get newline(): NewlineTally["kind"] {
    return this.#newlines.kind;
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.refused; at += SLICE_BYTES) {
      this.#read(this.#cursor.append(chunk.subarray(at, at + SLICE_BYTES)));
    }
  }

  finish(): void {
    const { end } = this.#window;
    if (!this.refused && end > this.#cursor.rowStart) this.#end(end);
  }

  #read(from: number): void {
    const { bytes, end } = this.#window;
    let at = from;
    while (!this.refused) {
      // The sentinel behind the last byte ends the search.
      const found = bytes.indexOf(LF, at);
      if (found < 0 || found >= end) break;
      if (bytes[found - 1] === CR && found > this.#cursor.rowStart) this.#newlines.crlf++;
      else this.#newlines.lf++;
      this.#end(found);
      at = found + 1;
      this.#cursor.startLine(at);
    }
    // One byte more may be the CR of the line end.
    if (!this.refused && end - this.#cursor.rowStart > this.#maxLineBytes + 1) this.#refuse();
  }

  #end(at: number): void {
    const { rowStart } = this.#cursor;
    const { bytes } = this.#window;
    const end = at > rowStart && bytes[at - 1] === CR ? at - 1 : at;
    if (end - rowStart > this.#maxLineBytes) return this.#refuse();
    if (this.#cursor.isBlank(end)) {
      this.blankLines++;
      return;
    }
    this.#cursor.describe(end);
    this.#sink.line(this.#line, this.#window);
  }

  #refuse(): void {
    this.refused = true;
    this.#cursor.describe(this.#cursor.rowStart + this.#maxLineBytes);
    this.#sink.lineTooLong(this.#line);
  }
}
