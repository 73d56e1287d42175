import type { KnownLabel } from "./label-book.ts";

/**
 * Whoever is told of ordinary rows, those about which there is nothing to report: a reader that can find them shows them to nobody, it
 * says what is to be counted.
 */
export interface OrdinaryRows {
  /** How many columns there are, and where from 0 those stand that count. */
  readonly columns: { readonly count: number; readonly input: number; readonly label: number };
  /** In characters. */
  readonly longestInput: number;
  /** The labels that ordinary rows may have, those left out that were given before. */
  takeLabels(): readonly KnownLabel[];
  keep(run: RowRun): void;
}

/** Ordinary rows that follow each other, in words as `csv/scanner-memory.ts` names them. */
export interface RowRun {
  readonly words: Int32Array;
  /** Where the first begins. */
  readonly start: number;
  /** Words from one row to the next. */
  readonly stride: number;
  readonly rows: number;
  readonly firstNumber: number;
  /** To be added to the line of each. */
  readonly linesBefore: number;
}
