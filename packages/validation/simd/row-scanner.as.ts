import { DOUBLED, QUOTED, STRAY, TAIL, UNCLOSED } from "../src/csv/cell-marks";
import {
  AFTER_QUOTES,
  AT,
  BETWEEN_ROWS,
  BLANK_LINES,
  CELL_BEGINS,
  CRLFS,
  CRS,
  INSIDE_QUOTES,
  LFS,
  LINE,
  QUOTE_LINE,
  QUOTE_SEEN,
  REFUSED,
  ROW_START,
  SLICE_BYTES,
  SLICE_OFFSET,
  STATE,
  UNQUOTED,
} from "../src/csv/scanner-memory";
import { isOrEndsLine, joined, suspectsIn } from "./block-masks.as";
import { forgetLabels } from "./labels.as";
import { beginSlice, expectNone, judgeRows } from "./ordinary-rows.as";
import { addCell, clearTape, clearUnfinished, endOnTape, hasRoom, keepUnfinished, wholeWords } from "./row-tape.as";

/**
 * The row reader of `../src/csv/scalar-row-reader.ts` in WebAssembly: the same states, but 64 bytes are looked at in one step. It takes a slice of
 * the file in its memory and writes the rows that end there onto a tape of 32-bit words; what is left of a row waits for the next
 * slice. Offsets count from the slice; a row that began in an earlier one has a negative start.
 */

const SLICE: usize = SLICE_OFFSET;

const LF: i32 = 0x0a;
const CR: i32 = 0x0d;
const SPACE: i32 = 0x20;

let delimiter: i32 = 0;
let quote: i32 = 0;
let maxRowBytes: i32 = 0;

let state: i32 = BETWEEN_ROWS;
let at: i32 = 0;
let length: i32 = 0;
/** How many bytes before the slice are still those of the file. */
let held: i32 = 0;
let rowStart: i32 = 0;
let cellStart: i32 = 0;
let cellMarks: i32 = 0;
let closingQuote: i32 = 0;
let afterCr: bool = false;
let line: i32 = 1;
let linesInRow: i32 = 0;
let quoteLine: i32 = 1;

/** The row has a byte that is NUL or above 127. */
let suspect: bool = false;

let lfs: i32 = 0;
let crlfs: i32 = 0;
let crs: i32 = 0;
let blankLines: i32 = 0;
/** A row ended that is too long: nothing is read behind it. */
let refused: bool = false;

/** Begins a file: whatever was read before is forgotten. */
export function open(delimiterByte: i32, quoteByte: i32, rowLimit: i32): void {
  delimiter = delimiterByte;
  quote = quoteByte;
  maxRowBytes = rowLimit;
  restart(1);
  state = BETWEEN_ROWS;
  clearTape();
  forgetLabels();
  quoteLine = 1;
  lfs = 0;
  crlfs = 0;
  crs = 0;
  blankLines = 0;
  writeStatus();
}

/** Begins to read `bytes` of a new slice, which is to be put in its place afterwards: what is kept of the last one moves away from there. */
export function begin(bytes: i32): void {
  holdUnfinishedRow();
  rowStart -= length;
  at = 0;
  length = bytes;
  beginSlice(held);
}

/** Starts over with a row that begins at the next slice. */
export function restart(firstLine: i32): void {
  state = CELL_BEGINS;
  afterCr = false;
  refused = false;
  rowStart = 0;
  length = 0;
  held = 0;
  line = firstLine;
  linesInRow = 0;
  suspect = false;
  clearUnfinished();
  expectNone();
}

/** Reads on. Returns how many words of the tape are whole rows; when the status says less than the slice, ask again. */
export function advance(): i32 {
  keepUnfinished();
  while (at < length && !refused) {
    if (!hasRoom()) break;
    readBlock();
  }
  judgeRows(wholeWords);
  writeStatus();
  return wholeWords;
}

/** Ends the file. Returns as {@link advance} does. */
export function finish(): i32 {
  keepUnfinished();
  begin(0);
  if (afterCr) crs++;
  afterCr = false;
  if (state != BETWEEN_ROWS) {
    if (state == INSIDE_QUOTES) cellMarks |= UNCLOSED;
    if (state == CELL_BEGINS) {
      cellMarks = 0;
      cellStart = -rowStart;
    }
    if (state == QUOTE_SEEN) addCell(cellStart, closingQuote, cellMarks);
    else endCell(0);
    endRow(0);
  }
  judgeRows(wholeWords);
  writeStatus();
  return wholeWords;
}

/** Reads on in the 64 bytes among which {@link at} is. */
function readBlock(): void {
  const block = at & ~63;
  const end = min(block + 64, length);
  const used: u64 = end - block == 64 ? ~(<u64>0) : ((<u64>1) << (end - block)) - 1;
  const base = SLICE + <usize>block;
  const one = v128.load(base);
  const two = v128.load(base, 16);
  const three = v128.load(base, 32);
  const four = v128.load(base, 48);
  const quotes = i8x16.splat(<i8>quote);
  const inQuotes =
    used &
    joined(
      isOrEndsLine(one, quotes),
      isOrEndsLine(two, quotes),
      isOrEndsLine(three, quotes),
      isOrEndsLine(four, quotes),
    );
  if (inQuotes == 0 && state == INSIDE_QUOTES) {
    at = end;
    noteSuspects(used & suspectsIn(one, two, three, four), block, end);
    return;
  }
  const delimiters = i8x16.splat(<i8>delimiter);
  const outside =
    inQuotes |
    (used &
      joined(
        i8x16.eq(one, delimiters),
        i8x16.eq(two, delimiters),
        i8x16.eq(three, delimiters),
        i8x16.eq(four, delimiters),
      ));
  const suspects = used & suspectsIn(one, two, three, four);
  let here = at;
  while (here < end) {
    switch (state) {
      case INSIDE_QUOTES: {
        const next = inQuotes >> (here - block);
        if (next == 0) {
          here = end;
          break;
        }
        here += <i32>ctz(next);
        const byte = byteAt(here);
        if (byte != quote) {
          if (byte == CR || byteAt(here - 1) != CR) linesInRow++;
          here++;
          break;
        }
        closingQuote = here - rowStart;
        state = QUOTE_SEEN;
        here++;
        if (here == end) break;
      }
      // What follows the quote is mostly there already.
      case QUOTE_SEEN: {
        const byte = byteAt(here);
        if (byte == quote) {
          cellMarks |= DOUBLED;
          state = INSIDE_QUOTES;
          here++;
        } else if (byte == delimiter) {
          addCell(cellStart, closingQuote, cellMarks);
          here = nextCell(here, end);
        } else if (byte == LF || byte == CR) {
          noteSuspects(suspects, block, here);
          addCell(cellStart, closingQuote, cellMarks);
          if (endRow(here)) return;
          here++;
        } else state = AFTER_QUOTES;
        break;
      }
      case BETWEEN_ROWS:
        here = startRow(here);
        if (state == BETWEEN_ROWS) break;
      // The row begins with its first cell.
      case CELL_BEGINS:
        here = openCell(here);
        break;
      case UNQUOTED: {
        const next = outside >> (here - block);
        if (next == 0) {
          here = end;
          break;
        }
        here += <i32>ctz(next);
        const byte = byteAt(here);
        if (byte == delimiter) {
          endCell(here);
          here = nextCell(here, end);
        } else if (byte == quote) {
          cellMarks |= STRAY;
          here++;
        } else {
          noteSuspects(suspects, block, here);
          endCell(here);
          if (endRow(here)) return;
          here++;
        }
        break;
      }
      default: {
        const byte = byteAt(here);
        if (byte == delimiter) {
          endCell(here);
          here = nextCell(here, end);
        } else if (byte == LF || byte == CR) {
          noteSuspects(suspects, block, here);
          endCell(here);
          if (endRow(here)) return;
          here++;
        } else {
          if (byte != SPACE) cellMarks |= TAIL;
          here++;
        }
      }
    }
  }
  noteSuspects(suspects, block, here);
  at = here;
}

function byteAt(offset: i32): i32 {
  return <i32>load<u8>(SLICE + offset);
}

/** Looks at the part of the block that belongs to the row, up to where the reading is. */
function noteSuspects(suspects: u64, block: i32, here: i32): void {
  if (suspects == 0) return;
  const from = max(rowStart - block, 0);
  const to = here - block;
  if (from >= 64) return;
  const below: u64 = to == 64 ? ~(<u64>0) : ((<u64>1) << to) - 1;
  if ((suspects & below) >> from != 0) suspect = true;
}

/** Skips a blank line, or the LF of a CRLF. Returns where it goes on; when the state is another one, a row begins there. */
function startRow(here: i32): i32 {
  const byte = byteAt(here);
  if (afterCr) {
    afterCr = false;
    if (byte == LF) {
      crlfs++;
      rowStart = here + 1;
      return here + 1;
    }
    crs++;
  }
  rowStart = here;
  suspect = false;
  if (byte == LF || byte == CR) {
    blankLines++;
    nextLine(here);
    return here + 1;
  }
  state = CELL_BEGINS;
  return here;
}

/** Returns where the content begins. */
function openCell(here: i32): i32 {
  const isQuoted = byteAt(here) == quote;
  const start = isQuoted ? here + 1 : here;
  cellStart = start - rowStart;
  cellMarks = isQuoted ? QUOTED : 0;
  state = isQuoted ? INSIDE_QUOTES : UNQUOTED;
  if (isQuoted) quoteLine = line + linesInRow;
  return start;
}

/** @param here - the delimiter. */
function nextCell(here: i32, end: i32): i32 {
  if (here + 1 < end) return openCell(here + 1);
  state = CELL_BEGINS;
  return here + 1;
}

function endCell(end: i32): void {
  const justSpaces = state == AFTER_QUOTES && (cellMarks & TAIL) == 0;
  addCell(cellStart, justSpaces ? closingQuote : end - rowStart, cellMarks);
}

/** Returns whether reading stops here: the row is too long, or the tape has no room for another one. */
function endRow(end: i32): bool {
  at = end + 1;
  if (end - rowStart > maxRowBytes) {
    refused = true;
    return true;
  }
  endOnTape(rowStart, end, line, quoteLine, !suspect);
  suspect = false;
  line += linesInRow;
  linesInRow = 0;
  state = BETWEEN_ROWS;
  if (end < length) nextLine(end);
  return !hasRoom();
}

function nextLine(here: i32): void {
  if (byteAt(here) == CR) afterCr = true;
  else lfs++;
  line++;
  rowStart = here + 1;
}

/** Of a row that is longer than there is room for, only its last byte: whether that is a CR is asked. */
function holdUnfinishedRow(): void {
  const bytes = length - rowStart;
  held = bytes <= min(SLICE_BYTES, length + held) ? bytes : min(1, length + held);
  memory.copy(SLICE - <usize>held, SLICE + <usize>(length - held), held);
}

function writeStatus(): void {
  store<i32>(AT << 2, at);
  store<i32>(STATE << 2, state);
  store<i32>(ROW_START << 2, rowStart);
  store<i32>(LINE << 2, line);
  store<i32>(QUOTE_LINE << 2, quoteLine);
  store<i32>(LFS << 2, lfs);
  store<i32>(CRLFS << 2, crlfs);
  store<i32>(CRS << 2, crs);
  store<i32>(BLANK_LINES << 2, blankLines);
  store<i32>(REFUSED << 2, refused ? 1 : 0);
}
