import type { RowFormat } from "@flash/schemas";
import type { ByteWindow } from "./byte-window.ts";
import type { Dialect } from "./dialect.ts";
import type { Row } from "./row.ts";
import { newRowScanner } from "./row-scanner.ts";
import { SimdRowReader } from "./simd-row-reader.ts";
import { ScalarRowReader } from "./scalar-row-reader.ts";

/** Whoever is told of rows. `window` is the memory that `row.bytes` lies in. */
export interface RowSink {
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
}

/**
 * The reader for CSV: with SIMD where the runtime has it, else the scalar one, which is the reference. Both tell the sink the very same
 * rows, marks, places and refusals.
 */
export function csvRowReader(
  dialect: Dialect,
  maxRowBytes: number,
  sink: RowSink,
  accelerate: boolean = true,
): RowReader {
  const scanner = accelerate ? newRowScanner(dialect, maxRowBytes) : undefined;
  if (scanner !== undefined) return new SimdRowReader(scanner, dialect, { maxRowBytes, sink });
  return new ScalarRowReader(dialect, maxRowBytes, sink);
}
