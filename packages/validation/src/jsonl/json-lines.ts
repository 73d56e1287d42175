import type { RowFormat } from "@flash/schemas";
import { decode } from "../bytes/span.ts";
import type { JsonLinesState } from "../continuation/validation-state.ts";
import type { ByteWindow } from "../csv/byte-window.ts";
import type { RowSink } from "../csv/row-reader.ts";
import type { Row } from "../csv/row.ts";
import type { ProblemLog, RowCodes } from "../report/problem-log.ts";
import { columnNames } from "../rows/column-names.ts";
import type { RecordSink } from "../rows/records.ts";
import { placeOf, type RowChecks } from "../rows/row-checks.ts";
import { ValueRow } from "../rows/value-row.ts";
import { type LineSink, LineReader } from "./line-reader.ts";

export interface JsonLinesOptions {
  readonly maxRowBytes: number;
  readonly checks: RowChecks;
  readonly log: ProblemLog;
  /** As of a {@link RowSink}. */
  readonly onTooLong: RowSink["rowTooLong"];
}

/** A line that has been checked. */
interface Line {
  readonly text: string;
  readonly number: number;
  readonly line: number;
  readonly isBad: boolean;
  readonly codes: RowCodes;
}

/** The columns are the names that the first objects have: at most so many of them, in at most so many bytes. */
const HEADER_OBJECTS = 100;
const HEADER_BYTES = 1_048_576;
const SHOWN_KEYS = 10;

/** Rows of JSON Lines: one object a line, its values the cells. */
export class JsonLines {
  readonly #options: JsonLinesOptions;
  readonly #sink: RecordSink;
  readonly #lines: LineReader;
  readonly #row = new ValueRow();
  /** Undefined until the header is known. */
  #names: readonly string[] | undefined;
  #known: ReadonlySet<string> = new Set();
  /** Until it is known which columns there are. */
  #waiting: Line[];
  #waitingBytes: number;
  readonly #unknown: Set<string>;

  /** @param from - where another one has stopped. */
  constructor(options: JsonLinesOptions, sink: RecordSink, from?: JsonLinesState) {
    this.#options = options;
    this.#sink = sink;
    if (from?.names) this.#know(from.names);
    this.#waiting = from?.waiting.map((line) => ({ ...line, codes: new Set() })) ?? [];
    this.#waitingBytes = from?.waitingBytes ?? 0;
    this.#unknown = new Set(from?.unknown);
    const lines: LineSink = {
      line: (line, window) => this.#line(line, window),
      lineTooLong: (line) => {
        this.#decideHeader();
        options.onTooLong(line, false);
      },
    };
    this.#lines = new LineReader(options.maxRowBytes, lines, from?.lines);
  }

  /** What has been found about waiting lines is not in it: nobody who asks for that can stop. */
  state(): JsonLinesState {
    return {
      lines: this.#lines.state(),
      names: this.#names === undefined ? null : [...this.#names],
      waiting: this.#waiting.map(({ text, number, line, isBad }) => ({ text, number, line, isBad })),
      waitingBytes: this.#waitingBytes,
      unknown: [...this.#unknown],
    };
  }

  get refused(): boolean {
    return this.#lines.refused;
  }

  get newline(): RowFormat["newline"] {
    return this.#lines.newline;
  }

  get blankLines(): number {
    return this.#lines.blankLines;
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
  }

  finish(): void {
    this.#lines.finish();
    this.#decideHeader();
    const columns = [...this.#unknown];
    this.#options.log.revise({ code: "unknown_keys", details: { columns } });
  }

  #line(row: Row, window: ByteWindow): void {
    this.#options.checks.check(row, window);
    const codes = this.#options.log.takeRowCodes();
    const line = { text: decode(row), number: row.number, line: row.line, isBad: row.isBad, codes };
    if (this.#names !== undefined) return this.#record(line, this.#names);
    this.#waiting.push(line);
    this.#waitingBytes += row.end - row.start;
    if (this.#waiting.length >= HEADER_OBJECTS || this.#waitingBytes >= HEADER_BYTES) this.#decideHeader();
  }

  #decideHeader(): void {
    const waiting = this.#waiting;
    if (this.#names !== undefined || waiting.length === 0) return;
    this.#waiting = [];
    const names = [...new Set(waiting.flatMap(({ text }) => Object.keys(objectOf(text) ?? {})))];
    this.#know(names);
    this.#row.start(0, 1);
    for (const name of names) this.#row.add(name);
    const header = this.#row.finish();
    this.#sink.header(header, columnNames(header));
    for (const line of waiting) this.#record(line, names);
  }

  #know(names: readonly string[]): void {
    this.#names = names;
    this.#known = new Set(names);
  }

  #record({ text, number, line, isBad, codes }: Line, names: readonly string[]): void {
    const object = objectOf(text);
    this.#options.log.giveRowCodes(codes);
    this.#row.start(number, line);
    const { row } = this.#row;
    row.isBad = isBad;
    row.isInvalidJson = object === undefined;
    if (object !== undefined) {
      for (const name of names) this.#cell(name, Object.hasOwn(object, name) ? object[name] : null);
      this.#noteUnknown(object, row);
    }
    this.#sink.record(this.#row.finish());
  }

  #cell(name: string, value: unknown): void {
    const text = this.#row.add(value);
    const { row } = this.#row;
    if (text.includes("\0")) this.#options.checks.reportValue("nul_byte", row, name);
    if (!text.isWellFormed()) this.#options.checks.reportValue("unpaired_surrogate", row, name);
  }

  #noteUnknown(object: Readonly<Record<string, unknown>>, row: Row): void {
    const unknown = Object.keys(object).filter((key) => !this.#known.has(key));
    if (unknown.length === 0) return;
    for (const key of unknown) if (this.#unknown.size < SHOWN_KEYS) this.#unknown.add(key.slice(0, 100));
    this.#options.log.add({ code: "unknown_keys", details: { columns: [] } }, () => placeOf(row));
  }
}

/** @returns undefined for what is no JSON object. */
function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    // JSON.parse makes nothing of these but plain objects.
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // What is no JSON is no object.
  }
  return undefined;
}
