import type { KnownLabel } from "./label-book.ts";
import type { Repetitions } from "./repetitions.ts";

/**
 * Whoever is told of ordinary rows, those about which there is nothing to report: a reader that can find them shows them to nobody, it
 * says what is to be counted.
 */
export interface OrdinaryRows {
  /** How many columns there are, and where from 0 those stand that count. */
  readonly columns: { readonly count: number; readonly input: number; readonly label: number };
  /** In characters. */
  readonly longestInput: number;
  /** Where inputs are looked up, in the order of all rows: the reader looks them up itself, in the same tables. */
  readonly repetitions: Repetitions;
  /** The labels that ordinary rows may have, those left out that were given before. */
  takeLabels(): readonly KnownLabel[];
  /** So many have been read. */
  keep(rows: number): void;
  /** Who counts them. @param take - gives what was read since it was asked last. */
  countedBy(take: () => OrdinaryCounts): void;
}

/** What is counted of ordinary rows. */
export interface OrdinaryCounts {
  readonly classes: readonly { readonly classNumber: number; readonly rows: number }[];
  readonly lengths: LengthCounts;
}

/** Lengths of inputs: how many in each bucket of `report/length-buckets.ts`, and their sum, the least and the greatest of them. */
export interface LengthCounts {
  readonly buckets: Int32Array;
  readonly sums: Float64Array;
}
