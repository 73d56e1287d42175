import type { RowFormat } from "@flash/schemas";
import type { RowReaderState } from "../continuation/validation-state.ts";
import type { OrdinaryRows } from "../rows/ordinary-rows.ts";
import type { ByteWindow } from "./byte-window.ts";
import type { Dialect } from "./dialect.ts";
import { CR } from "./byte-classes.ts";
import type { Row } from "./row.ts";
import { accelerator } from "./accelerator.ts";
import { ScalarRowReader } from "./scalar-row-reader.ts";

/** Whoever is told of rows. `window` is the memory that `row.bytes` lies in. */
export interface RowSink {
  /** Where ordinary rows may go instead, as soon as it can be said which those are. */
  readonly ordinary?: OrdinaryRows | undefined;
  /** What is not ASCII has proved to be UTF-8: before, rows with it are not ordinary. */
  readonly isKnownUtf8?: boolean;
  row(row: Row, window: ByteWindow): void;
  /** Called at most once, and nothing after it. `insideQuotes`: a quote was open where the limit was reached. */
  rowTooLong(row: Row, insideQuotes: boolean): void;
}

/** Rows out of bytes that come in pieces of any size. What it tells its sink does not depend on the pieces. */
export interface RowReader {
  push(chunk: Uint8Array): void;
  /** Ends the file: the last row may have no line end. */
  finish(): void;
  /** After a row was too long nothing is read any more. */
  readonly refused: boolean;
  /** How the rows so far ended. */
  readonly newline: RowFormat["newline"];
  readonly blankLines: number;
  /** All that another reader needs to go on, whatever kind of reader it is. */
  state(): RowReaderState;
}

export interface CsvReading {
  readonly maxRowBytes: number;
  readonly sink: RowSink;
  /** `false`: without WebAssembly. */
  readonly accelerate?: boolean | undefined;
  /** Where another reader has stopped. */
  readonly from?: RowReaderState | undefined;
}

/**
 * The reader for CSV: with SIMD where the runtime has it, else the scalar one, which is the reference. Both tell the sink the very same
 * rows, marks, places and refusals.
 */
export function csvRowReader(dialect: Dialect, { maxRowBytes, sink, accelerate = true, from }: CsvReading): RowReader {
  const reading = { maxRowBytes, sink, from: from && (from.afterCr ? beforeCr(from) : from) };
  const accelerated = accelerate ? accelerator() : undefined;
  const reader = accelerated?.(dialect, reading) ?? new ScalarRowReader(dialect, reading);
  if (from?.afterCr === true) reader.push(Uint8Array.of(CR));
  if (from !== undefined) reader.push(from.tail);
  return reader;
}

/** A CR in front of a row is a blank line: one less, and a reader that is given it waits for the LF as the other one did. */
const beforeCr = (state: RowReaderState): RowReaderState => ({
  ...state,
  line: state.line - 1,
  fileOffset: state.fileOffset - 1,
  blankLines: state.blankLines - 1,
});
