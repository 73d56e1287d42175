import { DOUBLED, QUOTED } from "../src/csv/cell-marks";
import {
  CELL_WORDS,
  CELLS,
  CHARACTERS,
  CLASS,
  END,
  HEADER_WORDS,
  HIGH,
  IS_PLAIN,
  LABEL_OFFSET,
  LOW,
  MARKS,
  SCRATCH_OFFSET,
  SLICE_OFFSET,
  START,
  TAPE_OFFSET,
  WORDS,
} from "../src/csv/scanner-memory";
import { fingerprint, high, low } from "./fingerprint.as";
import { classOf, remember } from "./labels.as";
import { beginsWithInk, countCharacters, isSoundUtf8 } from "./utf8.as";

/**
 * Finds the rows of a text dataset about which there is nothing to report: they have all their cells, an input and a label that is known,
 * and nothing else about them is new. Of them it says all that is counted; every other row is left to those who can say what
 * is the matter with it, and whatever is in doubt is such a row.
 */

const SLICE: usize = SLICE_OFFSET;
const TAPE: usize = TAPE_OFFSET;

let quote: i32 = 0;
let columns: i32 = 0;
let inputCell: i32 = 0;
let labelCell: i32 = 0;
let longestInput: i32 = 0;
let onlyPlain: bool = true;

/** From here on such rows are looked for. @param plain - those that are not ASCII are all left to others. */
export function expect(quoteByte: i32, count: i32, input: i32, label: i32, longest: i32, plain: bool): void {
  quote = quoteByte;
  columns = count;
  inputCell = HEADER_WORDS + input * CELL_WORDS;
  labelCell = HEADER_WORDS + label * CELL_WORDS;
  longestInput = longest;
  onlyPlain = plain;
}

/** A label that lies at {@link LABEL_OFFSET} stands for a class. */
export function learn(length: i32, classNumber: i32): void {
  remember(LABEL_OFFSET, length, classNumber);
}

/** Looks at the rows on the tape. @param first - byte that is still there, counted from the slice. */
export function judgeRows(words: i32, first: i32): void {
  if (columns == 0) return;
  let at = 0;
  while (at < words) {
    const row = TAPE + ((<usize>at) << 2);
    if (wordOf(row, START) >= first) judgeRow(row);
    at += wordOf(row, WORDS);
  }
}

function judgeRow(row: usize): void {
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
  const label = wordOf(row, labelCell);
  const classNumber = classOf(start + <usize>label, wordOf(row, labelCell + 1) - label);
  if (classNumber < 0) return;
  fingerprint(input, <i32>(inputEnd - input));
  store<i32>(row + (CLASS << 2), classNumber + 1);
  store<i32>(row + (CHARACTERS << 2), characters);
  store<i32>(row + (LOW << 2), low);
  store<i32>(row + (HIGH << 2), high);
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

function wordOf(row: usize, word: i32): i32 {
  return load<i32>(row + ((<usize>word) << 2));
}
