import type { DatasetFix, DatasetProblemCode, TableRules, TextRules } from "@flash/schemas";
import type { ByteSource } from "../bytes/byte-source.ts";
import type { Span } from "../bytes/span.ts";
import { LF } from "../csv/byte-classes.ts";
import type { Row } from "../csv/row.ts";
import type { RowOptions } from "../dataset-validator.ts";
import { NO_DIGEST } from "../digest/no-digest.ts";
import { Windows1252ToUtf8 } from "../encoding/windows-1252-to-utf8.ts";
import { openRows } from "../open-rows.ts";
import type { RowCodes } from "../report/problem-log.ts";
import { columnNames } from "../rows/column-names.ts";
import type { Fixing } from "./apply-fixes.ts";
import { RowCodeLog } from "./row-code-log.ts";

const encoder = new TextEncoder();

/** The rows of a dataset, mended; read once, in memory bounded by one row and what it takes to compare rows. */
export async function* mendRows(
  source: ByteSource | AsyncIterable<Uint8Array>,
  rules: TextRules | TableRules,
  { fixes, parquet }: Fixing,
): AsyncGenerator<Uint8Array> {
  const mending = new Mending(fixes);
  const log = new RowCodeLog(rules.placesPerProblem);
  const { validator, steps } = await openRows(source, rules, { ...mending.options, parquet, log });
  for await (const _ of steps) {
    const ready = mending.take();
    if (ready.length > 0) yield ready;
  }
  validator.finish();
  const rest = mending.take();
  if (rest.length > 0) yield rest;
}

const COMMA = 0x2c;
const MARK_BYTES = 3;

class Mending {
  readonly #dropped: ReadonlySet<DatasetProblemCode>;
  readonly #renames: boolean;
  readonly #stripsMarks: boolean;
  /** With which the dataset is read. */
  readonly options: RowOptions;
  readonly #cell: Span = { bytes: new Uint8Array(0), start: 0, end: 0 };
  #out = new Uint8Array(65_536);
  #length = 0;

  constructor(fixes: readonly DatasetFix[]) {
    this.#dropped = new Set(fixes.flatMap((fix) => (fix.type === "drop_rows" ? [fix.problem] : [])));
    const renamed = new Map(
      fixes.flatMap((fix) => (fix.type === "rename_column" ? [[fix.from, fix.to] as const] : [])),
    );
    this.#renames = renamed.size > 0;
    // The first column of a name is renamed; others of the same name are problems of their own.
    const nameOf = (name: string, at: number, all: readonly string[]) =>
      all.indexOf(name) === at ? (renamed.get(name) ?? name) : name;
    this.#stripsMarks = fixes.some(({ type }) => type === "strip_bom");
    this.options = {
      hasher: NO_DIGEST,
      transcoder: fixes.some(({ type }) => type === "re_encode") ? new Windows1252ToUtf8() : undefined,
      rename: (names) => names.map(nameOf),
      onHeader: (row, names) => this.#header(row, names),
      onRow: (row, { codes }) => this.#row(row, codes),
    };
  }

  /** What is ready to be written. */
  take(): Uint8Array {
    const taken = this.#out.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #header(row: Row, names: readonly string[]): void {
    if (!this.#renames) return this.#write(row);
    const given = columnNames(row);
    const cells = this.#cellsOf(row).map((cell, index) =>
      given[index] === names[index] ? cell : encoder.encode(names[index]),
    );
    this.#writeCells(row, cells);
  }

  #row(row: Row, codes: RowCodes): void {
    for (const code of codes) if (this.#dropped.has(code)) return;
    this.#write(row);
  }

  #write(row: Row): void {
    if (row.delimiter === 0) return this.#writeCells(row, this.#cellsOf(row));
    const start = this.#stripsMarks ? behindMarks(row) : row.start;
    if (start > row.start && row.bytes[start] === row.quote) return this.#writeWithoutMarks(row, start - row.start);
    this.#put(row.bytes.subarray(start, row.end));
    this.#putByte(LF);
  }

  /** Behind a mark a quote is text; without the mark it would open a quoted cell. */
  #writeWithoutMarks(row: Row, markBytes: number): void {
    const [first, ...others] = this.#cellsOf(row);
    if (first !== undefined) this.#writeCells(row, [first.subarray(markBytes), ...others]);
  }

  #cellsOf(row: Row): Uint8Array[] {
    return Array.from({ length: row.count }, (_, index) => {
      row.cell(index, this.#cell);
      return this.#cell.bytes.subarray(this.#cell.start, this.#cell.end);
    });
  }

  /** Every cell in quotes. */
  #writeCells({ delimiter, quote }: Row, cells: readonly Uint8Array[]): void {
    for (const [index, cell] of cells.entries()) {
      if (index > 0) this.#putByte(delimiter || COMMA);
      this.#putByte(quote);
      for (const byte of cell) {
        if (byte === quote) this.#putByte(quote);
        this.#putByte(byte);
      }
      this.#putByte(quote);
    }
    this.#putByte(LF);
  }

  #put(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#out.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #putByte(byte: number): void {
    this.#reserve(1);
    this.#out[this.#length++] = byte;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#out.length) return;
    const grown = new Uint8Array((this.#length + bytes) * 2);
    grown.set(this.#out.subarray(0, this.#length));
    this.#out = grown;
  }
}

/** Where a row begins when all byte-order marks in front of it are left out. */
function behindMarks({ bytes, start, end }: Row): number {
  let at = start;
  while (at + MARK_BYTES <= end && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf)
    at += MARK_BYTES;
  return at;
}
