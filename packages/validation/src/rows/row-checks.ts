import type { ProblemPlace } from "@flash/schemas";
import { beginsWith, UTF8_MARK } from "../bytes/signature.ts";
import type { Span } from "../bytes/span.ts";
import type { RowChecksState } from "../continuation/validation-state.ts";
import { CR, LF } from "../csv/byte-classes.ts";
import type { ByteWindow } from "../csv/byte-window.ts";
import { MAX_COLUMNS, STRAY, TAIL } from "../csv/cell-marks.ts";
import type { Row } from "../csv/row.ts";
import { nextSuspect, sequenceLength } from "../encoding/utf8-checker.ts";
import type { Finding, ProblemLog } from "../report/problem-log.ts";

/** The bytes that windows-1252 leaves undefined. */
const NOT_IN_WINDOWS_1252: readonly number[] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/** What can be wrong with any row, header included: its bytes and its quotes. */
export class RowChecks {
  readonly #log: ProblemLog;
  #bomBytes = 0;
  #isUtf8 = true;
  /** The header's names, for places; empty until the header is known. */
  columns: readonly string[];
  #mayBeWindows1252: boolean;

  /** @param from - where another one has stopped; it is still to be told at what it starts. */
  constructor(log: ProblemLog, from?: RowChecksState) {
    this.#log = log;
    this.columns = from?.columns ?? [];
    this.#mayBeWindows1252 = from?.mayBeWindows1252 ?? true;
  }

  state(): RowChecksState {
    return { columns: [...this.columns], mayBeWindows1252: this.#mayBeWindows1252 };
  }

  /** Something that is not ASCII was valid. */
  get isKnownUtf8(): boolean {
    return !this.#mayBeWindows1252;
  }

  startAt({ encoding, bomBytes }: { encoding: string; bomBytes: number }): void {
    this.#isUtf8 = encoding === "utf-8";
    this.#bomBytes = bomBytes;
  }

  /** Notes in the row whether it is plain ASCII and whether it is bad. */
  check(row: Row, window: ByteWindow): void {
    row.isBad = (row.marks & TAIL) !== 0;
    if ((row.marks & (STRAY | TAIL)) !== 0) this.#reportQuotes(row);
    const suspect = row.isKnownPlain ? row.end : nextSuspect(row, window.words);
    row.plain = suspect === row.end;
    if (!row.plain) this.#checkBytes(row, suspect, window.words);
  }

  /** Something is wrong with the value of a cell, which was not read from these bytes. */
  reportValue(code: "nul_byte" | "unpaired_surrogate", row: Row, column: string): void {
    row.isBad = true;
    this.#log.add({ code, details: {} }, () => placeOf(row, column));
  }

  /** To be called once, behind the last row: only then it is known what the encoding may be. */
  finish(): void {
    if (!this.#mayBeWindows1252) return;
    this.#log.revise({ code: "invalid_utf8", details: { likelyEncoding: "windows-1252" } });
  }

  #reportQuotes(row: Row): void {
    for (let index = 0; index < Math.min(row.count, MAX_COLUMNS); index++) {
      const marks = row.cellMarks[index] ?? 0;
      const place = () => placeOf(row, this.columns[index]);
      if ((marks & STRAY) !== 0) this.#log.add({ code: "stray_quote", details: {} }, place);
      if ((marks & TAIL) !== 0) this.#log.add({ code: "text_after_quote", details: {} }, place);
    }
  }

  #checkBytes(row: Row, from: number, words: Int32Array): void {
    const { bytes, start, end } = row;
    if (start + UTF8_MARK.length <= end && beginsWith(bytes, UTF8_MARK, start)) {
      this.#log.add({ code: "stray_bom", details: {} }, () => placeOf(row));
    }
    for (let at = from; at < end; at = nextSuspect({ bytes, start: at, end }, words)) {
      if (bytes[at] === 0) {
        row.isBad = true;
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
    row.isBad = true;
    // The only byte that is invalid in what was UTF-16.
    if (!this.#isUtf8) return this.#reportByte({ code: "unpaired_surrogate", details: {} }, row, sequence.start);
    for (let at = sequence.start; at < sequence.end; at++) {
      if (NOT_IN_WINDOWS_1252.includes(sequence.bytes[at] ?? 0)) this.#mayBeWindows1252 = false;
    }
    this.#reportByte({ code: "invalid_utf8", details: {} }, row, sequence.start);
  }

  #reportByte(finding: Finding, row: Row, at: number): void {
    this.#log.add(finding, () => {
      const offset = at - row.start;
      return {
        ...placeOf(row, this.columns[row.cellAt(offset)]),
        line: row.line + lineEnds({ bytes: row.bytes, start: row.start, end: at }),
        // In other encodings characters have other lengths than what was made of them.
        ...(this.#isUtf8 && { byteOffset: this.#bomBytes + row.fileOffset + offset }),
      };
    });
  }
}

/** Where a row is, and in which column. */
export function placeOf(row: Row, column?: string): ProblemPlace {
  return {
    ...(row.number > 0 && { row: row.number }),
    ...(row.line > 0 && { line: row.line }),
    ...(column !== undefined && { column }),
  };
}

function lineEnds({ bytes, start, end }: Span): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    if (bytes[at] === CR || (bytes[at] === LF && (at === start || bytes[at - 1] !== CR))) count++;
  }
  return count;
}
