import { DOUBLED, QUOTED } from "../src/csv/cell-marks";
import {
  CELL_WORDS,
  CELLS,
  CLASS,
  CONFLICTS,
  DUPLICATES,
  END,
  HEADER_WORDS,
  HIGH,
  IS_PLAIN,
  LABEL_OFFSET,
  LABELS_OFFSET,
  LOW,
  MARKS,
  REPETITION,
  SCRATCH_OFFSET,
  SLICE_OFFSET,
  START,
  TAPE_OFFSET,
  WORDS,
} from "../src/csv/scanner-memory";
import { fingerprint, high, low } from "./fingerprint.as";
import { classOf, countRow, find, growTo, remember } from "./labels.as";
import { countLength } from "./lengths.as";
import { slotOf, take } from "./seen-inputs.as";
import { beginsWithInk, countCharacters, isSoundUtf8 } from "./utf8.as";

/**
 * Finds the rows of a text dataset about which there is nothing to report: they have all their cells, an input and a label that is known,
 * and nothing else about them is new. It counts them itself; every other row is left to those who can say what
 * is the matter with it, and whatever is in doubt is such a row.
 */

const SLICE: usize = SLICE_OFFSET;
const TAPE: usize = TAPE_OFFSET;

let quote: i32 = 0;
/** 0: none are looked for. */
let columns: i32 = 0;
let inputCell: i32 = 0;
let labelCell: i32 = 0;
let longestInput: i32 = 0;
let onlyPlain: bool = true;
/** First byte of the file that is still there, counted from the slice. */
let firstByte: i32 = 0;

/** From here on such rows are looked for, where there is memory for what is remembered of them. @param plain - those that are not ASCII are all left to others. */
export function expect(quoteByte: i32, count: i32, input: i32, label: i32, longest: i32, plain: bool): void {
  if (!growTo(LABELS_OFFSET)) return;
  quote = quoteByte;
  columns = count;
  inputCell = HEADER_WORDS + input * CELL_WORDS;
  labelCell = HEADER_WORDS + label * CELL_WORDS;
  longestInput = longest;
  onlyPlain = plain;
}

/** No row is ordinary any more. */
export function expectNone(): void {
  columns = 0;
}

/** A label that lies at {@link LABEL_OFFSET} stands for a class. Returns where it is remembered, 0 when there is no memory for it. */
export function learn(length: i32, classNumber: i32): usize {
  return remember(LABEL_OFFSET, length, classNumber);
}

export function beginSlice(held: i32): void {
  firstByte = -held;
}

/** Looks at the rows on the tape. */
export function judgeRows(words: i32): void {
  if (columns == 0) return;
  for (let at = 0; at < words; at += wordOf(rowAt(at), WORDS)) judgeRow(rowAt(at));
}

/** When the row is ordinary, it is counted and stands on the tape as such. */
function judgeRow(row: usize): void {
  if (wordOf(row, START) < firstByte) return;
  if (wordOf(row, CELLS) != columns || (wordOf(row, MARKS) & ~(QUOTED | DOUBLED)) != 0) return;
  const start = SLICE + <usize>wordOf(row, START);
  const plain = wordOf(row, IS_PLAIN) == 1;
  if (!plain) {
    const end = SLICE + <usize>wordOf(row, END);
    // A byte-order mark in front of a row is to be reported.
    if (onlyPlain || load<u8>(start) == 0xef || !isSoundUtf8(start, end)) return;
  }
  let input = start + <usize>wordOf(row, inputCell);
  let inputEnd = start + <usize>wordOf(row, inputCell + 1);
  if ((wordOf(row, inputCell + 2) & DOUBLED) != 0) {
    inputEnd = unescape(input, inputEnd);
    input = SCRATCH_OFFSET;
  }
  if (!beginsWithInk(input, inputEnd)) return;
  const characters = plain ? <i32>(inputEnd - input) : countCharacters(input, inputEnd);
  if (characters > longestInput) return;
  if ((wordOf(row, labelCell + 2) & DOUBLED) != 0) return;
  const labelStart = wordOf(row, labelCell);
  const label = find(start + <usize>labelStart, wordOf(row, labelCell + 1) - labelStart);
  if (label == 0) return;
  fingerprint(input, <i32>(inputEnd - input));
  countLength(characters);
  countRow(label);
  setWord(row, CLASS, classOf(label) + 1);
  setWord(row, LOW, low);
  setWord(row, HIGH, high);
}

/**
 * Looks up the inputs of ordinary rows that follow each other from the word `from` on. Returns where the next other row begins. All slots are asked
 * for before any is looked at: so they are read side by side, and the table is larger than the processor's cache.
 */
export function lookUp(from: i32, words: i32): i32 {
  const stride = wordOf(rowAt(from), WORDS);
  let end = from;
  let asked = 0;
  for (; end < words && wordOf(rowAt(end), CLASS) != 0; end += stride) asked ^= slotOf(wordOf(rowAt(end), LOW));
  // Of no interest but that it has been read.
  setWord(rowAt(from), REPETITION, asked);
  let duplicates = 0;
  let conflicts = 0;
  for (let at = from; at < end; at += stride) {
    const row = rowAt(at);
    const mark = wordOf(row, CLASS);
    const first = take(wordOf(row, LOW), wordOf(row, HIGH), mark);
    let repetition = 0;
    if (first == mark) {
      repetition = DUPLICATES;
      duplicates++;
    } else if (first != 0) {
      repetition = CONFLICTS;
      conflicts++;
    }
    setWord(row, REPETITION, repetition);
  }
  store<i32>(DUPLICATES << 2, duplicates);
  store<i32>(CONFLICTS << 2, conflicts);
  return end;
}

/** Of each pair of quotes one is left; every quote in the cell is one of a pair. @returns where the copy ends. */
function unescape(start: usize, end: usize): usize {
  let to: usize = SCRATCH_OFFSET;
  for (let at = start; at < end; at++) {
    const byte = load<u8>(at);
    store<u8>(to++, byte);
    if (byte == <u8>quote) at++;
  }
  return to;
}

function rowAt(word: i32): usize {
  return TAPE + ((<usize>word) << 2);
}

function wordOf(row: usize, word: i32): i32 {
  return load<i32>(row + ((<usize>word) << 2));
}

function setWord(row: usize, word: i32, value: i32): void {
  store<i32>(row + ((<usize>word) << 2), value);
}
