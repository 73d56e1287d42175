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
export const STATUS_WORDS = 10;

/** Values of the state. */
export const BETWEEN_ROWS = 0;
export const CELL_BEGINS = 1;
export const UNQUOTED = 2;
export const INSIDE_QUOTES = 3;
export const QUOTE_SEEN = 4;
export const AFTER_QUOTES = 5;

/** Words of a row on the tape. */
export const WORDS = 0;
export const CELLS = 1;
export const MARKS = 2;
export const START = 3;
export const END = 4;
export const ROW_LINE = 5;
export const ROW_QUOTE_LINE = 6;
export const IS_PLAIN = 7;
/** Of a row about which there is nothing to report: the length of its input, and that by its fingerprint with the class plus 1. */
export const CHARACTERS = 8;
export const LOW = 9;
export const HIGH = 10;
/** 0 for all other rows, and then the three words before it say nothing. */
export const CLASS = 11;
export const HEADER_WORDS = 12;
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
/** All that lies behind is the scanner's own: the labels that it knows. */
export const LABELS_OFFSET = SCRATCH_OFFSET + SLICE_BYTES * 2 + 64;
