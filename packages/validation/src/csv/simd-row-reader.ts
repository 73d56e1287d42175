import type { ProblemPlace, RowFormat } from "@flash/schemas";
import type { RowReaderState } from "../continuation/validation-state.ts";
import { ifMemory } from "../bytes/webassembly.ts";
import { ByteWindow } from "./byte-window.ts";
import { CR } from "./byte-classes.ts";
import type { OrdinaryRows } from "../rows/ordinary-rows.ts";
import type { Repetition } from "../rows/repetitions.ts";
import type { Dialect } from "./dialect.ts";
import { NewlineTally } from "./newline-tally.ts";
import { RowCursor } from "./row-cursor.ts";
import type { CsvReading, RowReader, RowSink } from "./row-reader.ts";
import type { Accelerator } from "./accelerator.ts";
import { compiledScanner, RowScanner } from "./row-scanner.ts";
import { MAX_COLUMNS } from "./cell-marks.ts";
import { Row } from "./row.ts";
import {
  BETWEEN_ROWS,
  BLANK_LINES,
  CELL_WORDS,
  CELLS,
  CLASS,
  CONFLICTS,
  CRLFS,
  CRS,
  DUPLICATES,
  END,
  HEADER_WORDS,
  INSIDE_QUOTES,
  IS_PLAIN,
  LFS,
  LINE,
  MARKS,
  QUOTE_LINE,
  REFUSED,
  REPETITION,
  ROW_LINE,
  ROW_QUOTE_LINE,
  ROW_START,
  SLICE_BYTES,
  START,
  STATE,
  WORDS,
} from "./scanner-memory.ts";

/** @throws where there is no SIMD, or no leave to run WebAssembly. */
export async function newAccelerator(): Promise<Accelerator> {
  const module = await compiledScanner();
  const spare: WeakRef<RowScanner>[] = [];
  const onLeft = (scanner: RowScanner): void => void spare.push(new WeakRef(scanner));
  return (dialect, reading) => {
    // The tables of a scanner are large: see `rows/seen-inputs.ts`.
    const scanner = spare.pop()?.deref() ?? ifMemory(() => new RowScanner(module, onLeft));
    if (scanner === undefined) return undefined;
    scanner.open(dialect, reading.maxRowBytes);
    return new SimdRowReader(scanner, dialect, reading);
  };
}

/** Ordinary rows that follow each other: where they are on the tape, and the number of the first. */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly firstNumber: number;
}

/**
 * Reads CSV rows with a scanner in WebAssembly that looks at 64 bytes in one step, and tells its sink the very same as the scalar
 * reader.
 */
class SimdRowReader implements RowReader {
  readonly #window = new ByteWindow();
  readonly #row = new Row();
  readonly #cursor: RowCursor;
  readonly #maxRowBytes: number;
  readonly #sink: RowSink;
  readonly #scanner: RowScanner;
  #ordinary: OrdinaryRows | undefined;
  /** Lines that hold nothing but white space: the scanner knows only empty ones. */
  #whiteLines: number;
  #refused: boolean;
  /** What another reader had counted before: the scanner counts from nothing, and lines from 1. */
  readonly #linesBefore: number;
  readonly #newlinesBefore: NewlineTally;

  /**
   * @param scanner - that has been opened for the same dialect.
   * @param reading - `from`: all but its CR and its tail, which are still to be pushed.
   */
  constructor(scanner: RowScanner, dialect: Dialect, { maxRowBytes, sink, from }: CsvReading) {
    this.#cursor = new RowCursor(this.#window, this.#row, from);
    this.#whiteLines = from?.blankLines ?? 0;
    this.#refused = from?.refused ?? false;
    this.#linesBefore = (from?.line ?? 1) - 1;
    this.#newlinesBefore = new NewlineTally(from?.newlines);
    this.#scanner = scanner;
    this.#maxRowBytes = maxRowBytes;
    this.#sink = sink;
    this.#row.writtenIn(dialect);
  }

  get refused(): boolean {
    return this.#refused;
  }

  get newline(): RowFormat["newline"] {
    return new NewlineTally(this.#newlines()).kind;
  }

  state(): RowReaderState {
    const { rowStart } = this.#cursor;
    const isBetween = this.#status(STATE) === BETWEEN_ROWS;
    return {
      ...this.#cursor.state(),
      line: this.#line(LINE),
      newlines: this.#newlines(),
      blankLines: this.blankLines,
      refused: this.#refused,
      afterCr: isBetween && rowStart > 0 && this.#window.bytes[rowStart - 1] === CR,
    };
  }

  get blankLines(): number {
    return this.#status(BLANK_LINES) + this.#whiteLines;
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.#refused; at += SLICE_BYTES) {
      this.#pushSlice(chunk.subarray(at, at + SLICE_BYTES));
    }
  }

  finish(): void {
    if (!this.#refused) this.#emitRows(this.#scanner.finish(), this.#window.end);
    if (this.#status(REFUSED) === 1) this.#refuse(this.#window.end);
  }

  #pushSlice(slice: Uint8Array): void {
    this.#ordinary = this.#sink.ordinary;
    if (this.#ordinary !== undefined) this.#scanner.expect(this.#ordinary, this.#sink.isKnownUtf8 !== true);
    const base = this.#cursor.append(slice);
    for (const words of this.#scanner.scan(slice)) this.#emitRows(words, base);
    if (this.#status(REFUSED) === 1) return this.#refuse(base);
    this.#cursor.rowStart = base + this.#status(ROW_START);
    const rowBytes = this.#window.end - this.#cursor.rowStart;
    if (rowBytes > this.#maxRowBytes && this.#status(STATE) !== BETWEEN_ROWS) this.#refuse(base);
  }

  /** @param base - where in the window the slice begins. */
  #emitRows(words: number, base: number): void {
    const { tape } = this.#scanner;
    // Every offset is on the tape, which the scanner wrote.
    for (let at = this.#keepRun(words, 0); at < words; at = this.#keepRun(words, at)) {
      this.#cursor.rowStart = base + (tape[at + START] as number);
      this.#cursor.line = this.#linesBefore + (tape[at + ROW_LINE] as number);
      const end = base + (tape[at + END] as number);
      this.#readRow(tape, at);
      at += tape[at + WORDS] as number;
      if (this.#cursor.isBlank(end)) {
        this.#whiteLines++;
        continue;
      }
      this.#cursor.describe(end);
      this.#sink.row(this.#row, this.#window);
    }
  }

  /** @returns where the next other row begins. */
  #keepRun(words: number, start: number): number {
    const { tape } = this.#scanner;
    const ordinary = this.#ordinary;
    if (start === words || tape[start + CLASS] === 0 || ordinary === undefined) return start;
    ordinary.repetitions.flush();
    const end = this.#scanner.lookUp(start, words);
    const rows = (end - start) / (tape[start + WORDS] as number);
    ordinary.keep(rows);
    const run = { start, end, firstNumber: this.#cursor.countRows(rows) };
    this.#tellRepetitions("duplicate_rows", DUPLICATES, run);
    this.#tellRepetitions("conflicting_labels", CONFLICTS, run);
    return end;
  }

  #tellRepetitions(
    kind: Repetition,
    word: typeof DUPLICATES | typeof CONFLICTS,
    { start, end, firstNumber }: Run,
  ): void {
    const count = this.#status(word);
    if (count === 0) return;
    const { tape } = this.#scanner;
    const places = (most: number): ProblemPlace[] => {
      const found: ProblemPlace[] = [];
      const stride = tape[start + WORDS] as number;
      for (let at = start, row = firstNumber; at < end && found.length < most; at += stride, row++) {
        if (tape[at + REPETITION] === word) found.push({ row, line: this.#linesBefore + (tape[at + ROW_LINE] ?? 0) });
      }
      return found;
    };
    this.#ordinary?.repetitions.report(kind, places, count);
  }

  #readRow(tape: Int32Array, at: number): void {
    const row = this.#row;
    row.clear();
    row.count = tape[at + CELLS] as number;
    row.marks = tape[at + MARKS] as number;
    row.quoteLine = this.#linesBefore + (tape[at + ROW_QUOTE_LINE] as number);
    row.isKnownPlain = tape[at + IS_PLAIN] === 1;
    const stored = row.count < MAX_COLUMNS ? row.count : MAX_COLUMNS;
    let cell = at + HEADER_WORDS;
    for (let index = 0; index < stored; index++) {
      row.starts[index] = tape[cell] as number;
      row.ends[index] = tape[cell + 1] as number;
      row.cellMarks[index] = tape[cell + 2] as number;
      cell += CELL_WORDS;
    }
  }

  /** Reads the row again up to the limit, so that the state there does not depend on how the bytes were cut into chunks. */
  #refuse(base: number): void {
    const start = base + this.#status(ROW_START);
    this.#cursor.rowStart = start;
    this.#cursor.line = this.#line(LINE);
    const limit = start + this.#maxRowBytes;
    this.#window.endAt(limit);
    this.#scanner.restart(this.#status(LINE));
    for (let at = start; at < limit; at += SLICE_BYTES) {
      for (const _ of this.#scanner.scan(this.#window.bytes.subarray(at, Math.min(at + SLICE_BYTES, limit))));
    }
    this.#refused = true;
    this.#row.clear();
    this.#row.quoteLine = this.#line(QUOTE_LINE);
    this.#cursor.describe(limit);
    this.#sink.rowTooLong(this.#row, this.#status(STATE) === INSIDE_QUOTES);
  }

  #newlines(): { lf: number; crlf: number; cr: number } {
    const { lf, crlf, cr } = this.#newlinesBefore;
    return { lf: lf + this.#status(LFS), crlf: crlf + this.#status(CRLFS), cr: cr + this.#status(CRS) };
  }

  #line(word: typeof LINE | typeof QUOTE_LINE): number {
    return this.#linesBefore + this.#status(word);
  }

  #status(word: number): number {
    return this.#scanner.status[word] ?? 0;
  }
}
