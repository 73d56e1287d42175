/* How inputs that were seen are remembered, by `seen-inputs.ts` and by `simd/`, which is compiled with these very numbers. */

/** Slots when there are most. */
export const MAX_SLOTS = 1_048_576;
/** Slots until they are full: they stay in the processor's cache, and most datasets are small. */
export const FIRST_SLOTS = 4_096;
/** So many times as many follow. */
export const GROWTH = 16;
/** Of all slots, at most: with more, looking for what is not there takes many steps. */
export const TAKEN_SHARE = 0.6;
/** Collisions that are followed; more of them in a row can only be made on purpose. */
export const MAX_PROBES = 64;

/** So many rows are all kept; behind them only those with a new input are. */
export const FIRST_ROWS = 262_144;
/** There is room for as many, and for as many inputs as the slots take. */
export const MOST_ROWS = 891_290;
/** Words of a row: the two halves of its input's fingerprint, and the class plus 1, which is never 0. */
export const ROW_WORDS = 3;
export const INPUT_HIGH = 1;
export const MARK = 2;

/** A slot is 0 when it is free. Else these bits of it are the number of a row, from 1, and those above are the lowest of its upper half. */
export const NUMBER_BITS = 20;
export const NUMBER = 0xfffff;

/** Words that count what is in the tables. */
export const ROWS = 0;
export const INPUTS = 1;
/** As many slots as are in use. */
export const SLOTS = 2;
/** 0 once an input could not be remembered. */
export const IS_COMPLETE = 3;
export const COUNTERS = 4;

/** Of rows, in the order in which they came, and of slots, which say in which row an input was first. */
export interface SeenTables {
  readonly rows: Int32Array;
  readonly slots: Int32Array;
  readonly counters: Int32Array;
  /** Nobody needs what they say any more. */
  leave(): void;
}
