import { NESTED } from "../csv/cell-marks.ts";
import { Row } from "../csv/row.ts";

/** Between the values, so that two rows are the same only if their values are. */
const SEPARATOR = "\u001f";
const encoder = new TextEncoder();
/** No UTF-16 unit takes more bytes in UTF-8. */
const BYTES_PER_UNIT = 3;

/** A row that is made of values instead of being read from a line. */
export class ValueRow {
  readonly row = new Row();
  #bytes = new Uint8Array(4_096);
  #end = 0;

  /** Begins anew. @param number - 0 for the header. @param line - 0 where there are no lines. */
  start(number: number, line: number): void {
    this.row.clear();
    this.row.number = number;
    this.row.line = line;
    this.row.start = 0;
    this.row.plain = false;
    this.row.isBad = false;
    this.#end = 0;
  }

  /** Adds a cell. A list or an object is marked and has no text; a missing value is blank. @returns the cell's text. */
  add(value: unknown): string {
    const text = textOf(value);
    if (this.row.count > 0) this.#write(SEPARATOR);
    const start = this.#end;
    if (text !== null && text !== "") this.#write(text);
    this.row.add(start, this.#end, text === null ? NESTED : 0);
    return text ?? "";
  }

  /** The row with all that was added. */
  finish(): Row {
    this.row.bytes = this.#bytes;
    this.row.end = this.#end;
    return this.row;
  }

  #write(text: string): void {
    const needed = this.#end + text.length * BYTES_PER_UNIT;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(needed * 2);
      grown.set(this.#bytes.subarray(0, this.#end));
      this.#bytes = grown;
    }
    this.#end += encoder.encodeInto(text, this.#bytes.subarray(this.#end)).written;
  }
}

/** @returns null for a value that has no text. */
function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  return null;
}
