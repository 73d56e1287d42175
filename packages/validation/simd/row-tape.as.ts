import { MAX_COLUMNS } from "../src/csv/cell-marks";
import {
  CELL_WORDS,
  CELLS,
  CLASS,
  END,
  HEADER_WORDS,
  IS_PLAIN,
  MARKS,
  ROW_LINE,
  ROW_QUOTE_LINE,
  START,
  TAPE_OFFSET,
  TAPE_WORDS,
  WORDS,
} from "../src/csv/scanner-memory";

/**
 * What is told of each row, in 32-bit words: those of the row, then those of each of its cells. Behind the whole rows lies what is known of the
 * one that has not ended.
 */

const TAPE: usize = TAPE_OFFSET;
const LONGEST_ROW_WORDS: i32 = HEADER_WORDS + MAX_COLUMNS * CELL_WORDS;

/** Of the rows that have ended. */
export let wholeWords: i32 = 0;
/** Where the unfinished row ends so far. */
let tapeEnd: i32 = HEADER_WORDS;
let cells: i32 = 0;
let marks: i32 = 0;

/** Whether any row fits behind those that have ended. */
export function hasRoom(): bool {
  return wholeWords + LONGEST_ROW_WORDS <= TAPE_WORDS;
}

/** Offsets count from the row's start. */
export function addCell(start: i32, end: i32, cellMarks: i32): void {
  marks |= cellMarks;
  if (cells < MAX_COLUMNS) {
    const cell = TAPE + ((<usize>tapeEnd) << 2);
    store<i32>(cell, start);
    store<i32>(cell, end, 4);
    store<i32>(cell, cellMarks, 8);
    tapeEnd += CELL_WORDS;
  }
  cells++;
}

/** The row ends with the cells that it has. */
export function endOnTape(start: i32, end: i32, line: i32, quoteLine: i32, isPlain: bool): void {
  const header = TAPE + ((<usize>wholeWords) << 2);
  store<i32>(header, line, ROW_LINE << 2);
  store<i32>(header, cells, CELLS << 2);
  store<i32>(header, marks, MARKS << 2);
  store<i32>(header, start, START << 2);
  store<i32>(header, end, END << 2);
  store<i32>(header, quoteLine, ROW_QUOTE_LINE << 2);
  store<i32>(header, isPlain ? 1 : 0, IS_PLAIN << 2);
  store<i32>(header, tapeEnd - wholeWords, WORDS << 2);
  store<i32>(header, 0, CLASS << 2);
  wholeWords = tapeEnd;
  clearUnfinished();
}

/** Forgets the whole rows. */
export function clearTape(): void {
  wholeWords = 0;
  clearUnfinished();
}

/** Forgets the cells of the row that has not ended. */
export function clearUnfinished(): void {
  tapeEnd = wholeWords + HEADER_WORDS;
  cells = 0;
  marks = 0;
}

/** The whole rows have been read: the one that has not ended moves to the front. */
export function keepUnfinished(): void {
  if (wholeWords == 0) return;
  memory.copy(TAPE, TAPE + ((<usize>wholeWords) << 2), (<usize>(tapeEnd - wholeWords)) << 2);
  tapeEnd -= wholeWords;
  wholeWords = 0;
}
