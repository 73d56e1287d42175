import type { RowReaderState } from "../continuation/validation-state.ts";
import { isBlank } from "../encoding/white-space.ts";
import type { ByteWindow } from "./byte-window.ts";
import type { Row } from "./row.ts";

/** Where in the file the reading is: which row, which line, which byte. */
export class RowCursor {
  readonly #window: ByteWindow;
  readonly #row: Row;
  /** Where the row begins in the window. The offsets of its cells count from here. */
  rowStart = 0;
  /** The line on which the row begins. */
  line = 1;
  /** Line ends inside the row so far. */
  linesInRow = 0;
  #rows = 0;
  /** Bytes of the file before the window. */
  #windowOffset = 0;

  constructor(window: ByteWindow, row: Row, from?: Pick<RowReaderState, "line" | "rows" | "fileOffset">) {
    this.#window = window;
    this.#row = row;
    if (from === undefined) return;
    this.line = from.line;
    this.#rows = from.rows;
    this.#windowOffset = from.fileOffset;
  }

  /** Where the next row begins, and what has come of it. */
  state(): Pick<RowReaderState, "line" | "rows" | "fileOffset" | "tail"> {
    const { bytes, end } = this.#window;
    return {
      line: this.line,
      rows: this.#rows,
      fileOffset: this.#windowOffset + this.rowStart,
      tail: bytes.slice(this.rowStart, end),
    };
  }

  /** Puts a slice behind the row that has been begun. @returns where in the window it begins. */
  append(slice: Uint8Array): number {
    const read = this.#window.end - this.rowStart;
    this.#windowOffset += this.rowStart;
    this.#window.append(slice, this.rowStart);
    this.rowStart = 0;
    return read;
  }

  /** Whether nothing but white space stands in the row, in one cell that is not quoted, when it ends at `end`. */
  isBlank(end: number): boolean {
    const { count, marks } = this.#row;
    return count < 2 && marks === 0 && isBlank(this.#window.bytes, this.rowStart, end);
  }

  /** Fills the row's place in, up to `end`, and counts it. */
  describe(end: number): void {
    const row = this.#row;
    row.bytes = this.#window.bytes;
    row.start = this.rowStart;
    row.end = end;
    row.number = this.countRows(1);
    row.line = this.line;
    row.fileOffset = this.#windowOffset + this.rowStart;
  }

  /** So many rows are over. @returns the number of the first. */
  countRows(rows: number): number {
    const first = this.#rows;
    this.#rows += rows;
    return first;
  }

  /** Forgets the cells of the row; its lines are behind us. */
  leaveRow(): void {
    this.#row.clear();
    this.line += this.linesInRow;
    this.linesInRow = 0;
  }

  /** The next row begins at `at`, a line further. */
  startLine(at: number): void {
    this.line++;
    this.rowStart = at;
  }
}
