import type { ProblemPlace } from "@flash/schemas";
import type { Span } from "../bytes/span.ts";
import { CR, LF } from "../csv/byte-classes.ts";
import type { ByteWindow } from "../csv/byte-window.ts";
import { MAX_COLUMNS, type Row, STRAY, TAIL } from "../csv/row.ts";
import { nextSuspect, sequenceLength } from "../encoding/utf8-checker.ts";
import type { Finding, ProblemLog } from "../report/problem-log.ts";

/** The bytes that windows-1252 leaves undefined. */
const NOT_IN_WINDOWS_1252: readonly number[] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/** What can be wrong with any row, header included: its bytes and its quotes. */
export class RowChecks {
  readonly #log: ProblemLog;
  readonly #bomBytes: () => number;
  /** The header's names, for places; empty until the header is known. */
  columns: readonly string[] = [];
  #mayBeWindows1252 = true;

  constructor(log: ProblemLog, bomBytes: () => number) {
    this.#log = log;
    this.#bomBytes = bomBytes;
  }

  /** @returns whether the row is plain ASCII: then bytes are characters. */
  check(row: Row, window: ByteWindow): boolean {
    if ((row.marks & (STRAY | TAIL)) !== 0) this.#reportQuotes(row);
    const suspect = nextSuspect(row, window.words);
    if (suspect === row.end) return true;
    this.#checkBytes(row, suspect, window.words);
    return false;
  }

  /** To be called once, behind the last row: only then it is known what the encoding may be. */
  finish(): void {
    if (!this.#mayBeWindows1252) return;
    this.#log.revise({ code: "invalid_utf8", details: { likelyEncoding: "windows-1252" } });
  }

  placeOf(row: Row, column?: string): ProblemPlace {
    return {
      ...(row.number > 0 && { row: row.number }),
      line: row.line,
      ...(column !== undefined && { column }),
    };
  }

  #reportQuotes(row: Row): void {
    for (let index = 0; index < Math.min(row.count, MAX_COLUMNS); index++) {
      const marks = row.cellMarks[index] ?? 0;
      const place = () => this.placeOf(row, this.columns[index]);
      if ((marks & STRAY) !== 0) this.#log.add({ code: "stray_quote", details: {} }, place);
      if ((marks & TAIL) !== 0) this.#log.add({ code: "text_after_quote", details: {} }, place);
    }
  }

  #checkBytes(row: Row, from: number, words: Int32Array): void {
    const { bytes, end } = row;
    for (let at = from; at < end; at = nextSuspect({ bytes, start: at, end }, words)) {
      if (bytes[at] === 0) {
        this.#reportByte({ code: "nul_byte", details: {} }, row, at++);
        continue;
      }
      const length = sequenceLength(bytes, at, end);
      if (length > 0) this.#mayBeWindows1252 = false;
      else this.#reportInvalid(row, { bytes, start: at, end: at - length });
      at += Math.abs(length);
    }
  }

  #reportInvalid(row: Row, sequence: Span): void {
    for (let at = sequence.start; at < sequence.end; at++) {
      if (NOT_IN_WINDOWS_1252.includes(sequence.bytes[at] ?? 0)) this.#mayBeWindows1252 = false;
    }
    this.#reportByte({ code: "invalid_utf8", details: {} }, row, sequence.start);
  }

  #reportByte(finding: Finding, row: Row, at: number): void {
    this.#log.add(finding, () => {
      const offset = at - row.start;
      return {
        ...this.placeOf(row, this.columns[row.cellAt(offset)]),
        line: row.line + lineEnds({ bytes: row.bytes, start: row.start, end: at }),
        byteOffset: this.#bomBytes() + row.fileOffset + offset,
      };
    });
  }
}

function lineEnds({ bytes, start, end }: Span): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    if (bytes[at] === CR || (bytes[at] === LF && (at === start || bytes[at - 1] !== CR))) count++;
  }
  return count;
}
