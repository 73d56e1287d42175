import { BUCKETS } from "../report/length-buckets.ts";
import { COUNTERS, MAX_SLOTS, MOST_ROWS, ROW_WORDS } from "../rows/seen-tables.ts";

/* Where things lie in the scanner's memory, and the words that they consist of: `simd/` is compiled with these very numbers. */

/** Words of the status. */
export const AT = 0;
export const STATE = 1;
export const ROW_START = 2;
export const LINE = 3;
export const QUOTE_LINE = 4;
export const LFS = 5;
export const CRLFS = 6;
export const CRS = 7;
export const BLANK_LINES = 8;
export const REFUSED = 9;
/** Rows of the last run whose input was seen before, with the same class and with another one. */
export const DUPLICATES = 10;
export const CONFLICTS = 11;
export const STATUS_WORDS = 12;

/** Values of the state. */
export const BETWEEN_ROWS = 0;
export const CELL_BEGINS = 1;
export const UNQUOTED = 2;
export const INSIDE_QUOTES = 3;
export const QUOTE_SEEN = 4;
export const AFTER_QUOTES = 5;

/** Words of a row on the tape. */
export const WORDS = 0;
/** Of an ordinary row the class plus 1, 0 of all others. */
export const CLASS = 1;
export const ROW_LINE = 2;

/** All that else is said of an ordinary row: its input by its fingerprint, and what was found when it was looked up. */
export const LOW = 3;
export const HIGH = 4;
/** 0, or which of the status words counts it. */
export const REPETITION = 5;

/** And of all others. */
export const CELLS = 3;
export const MARKS = 4;
export const START = 5;
export const END = 6;
export const ROW_QUOTE_LINE = 7;
export const IS_PLAIN = 8;
export const HEADER_WORDS = 9;
/** Words of each cell, behind those of its row: start, end and marks. */
export const CELL_WORDS = 3;

/** Most bytes that are scanned at once; as many may be kept of a row that has begun before. */
export const SLICE_BYTES = 65_536;
/** In bytes. Loads of 64 bytes reach beyond the slice. */
export const SLICE_OFFSET = 1_024 + SLICE_BYTES;
export const TAPE_OFFSET = SLICE_OFFSET + SLICE_BYTES + 64;
export const TAPE_WORDS = 32_768;
/** A label that is to be learned. */
export const LABEL_OFFSET = TAPE_OFFSET + TAPE_WORDS * 4;
export const LONGEST_LABEL_BYTES = 1_024;
/** Where an input is put whose doubled quotes are to be single ones. */
export const SCRATCH_OFFSET = LABEL_OFFSET + LONGEST_LABEL_BYTES + 64;
/** Of the inputs of ordinary rows: sum, least and greatest of their lengths, as doubles, and how many lengths each bucket has. */
export const LENGTH_SUMS_OFFSET = SCRATCH_OFFSET + SLICE_BYTES * 2 + 64;
export const LENGTH_SUMS = 3;
export const LENGTHS_OFFSET = LENGTH_SUMS_OFFSET + LENGTH_SUMS * 8;
/** Which inputs were seen; from the slots on, memory is there when ordinary rows are expected. */
export const COUNTERS_OFFSET = LENGTHS_OFFSET + BUCKETS * 4;
export const SLOTS_OFFSET = COUNTERS_OFFSET + COUNTERS * 4;
export const SEEN_ROWS_OFFSET = SLOTS_OFFSET + MAX_SLOTS * 4;
/** All that lies behind is the scanner's own: the labels that it knows. */
export const LABELS_OFFSET = SEEN_ROWS_OFFSET + MOST_ROWS * ROW_WORDS * 4;
/** In a label: how many ordinary rows have it. */
export const LABEL_ROWS = 16;
