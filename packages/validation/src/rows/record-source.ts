import type { RowFormat } from "@flash/schemas";
import type { ByteWindow } from "../csv/byte-window.ts";
import { detectDialect, type Dialect } from "../csv/dialect.ts";
import { csvRowReader, type RowReader, type RowSink } from "../csv/row-reader.ts";
import type { Row } from "../csv/row.ts";
import { sniff, SNIFF_BYTES, type Sniffed } from "../encoding/sniff.ts";
import { Utf16ToUtf8 } from "../encoding/utf16-to-utf8.ts";
import { Windows1252ToUtf8 } from "../encoding/windows-1252-to-utf8.ts";
import { Gunzip, type GunzipFailure, MAX_RATIO } from "../gzip/gunzip.ts";
import { JsonLines } from "../jsonl/json-lines.ts";
import type { ProblemLog } from "../report/problem-log.ts";
import { columnNames } from "./column-names.ts";
import type { Records, RecordSink } from "./records.ts";
import { placeOf, RowChecks } from "./row-checks.ts";

export interface RecordSourceOptions {
  readonly wantedColumns: readonly string[];
  readonly maxRowBytes: number;
  readonly maxUnpackedBytes: number;
  /** What text that is not UTF-16 is written in; UTF-8 unless somebody knows better. */
  readonly encoding?: "windows-1252" | undefined;
  /** See {@link ValidatorOptions}. */
  readonly accelerate?: boolean | undefined;
  /** Told of everything that is wrong with the file, its bytes and its quotes. */
  readonly log: ProblemLog;
}

const GZIP_BYTES = 2;
const NOTHING = new Uint8Array(0);

/**
 * Bytes in, records out: unpacks gzip, holds the first bytes back until it is known what they are, turns UTF-16 into UTF-8, and reads
 * rows in the dialect it found. What comes out does not depend on how the bytes are cut into chunks.
 */
export class RecordSource implements Records, RowSink {
  readonly #options: RecordSourceOptions;
  readonly #sink: RecordSink;
  readonly #checks: RowChecks;
  /** The first two bytes of the file, which say whether it is packed. */
  #magic = NOTHING;
  #gunzip: Gunzip | null | undefined;
  #failed = false;
  #head = new Uint8Array(SNIFF_BYTES);
  #headLength = 0;
  #sniffed: Sniffed | undefined;
  #transcoder: Utf16ToUtf8 | Windows1252ToUtf8 | undefined;
  #dialect: Dialect | undefined;
  #reader: RowReader | undefined;
  #header = false;

  constructor(options: RecordSourceOptions, sink: RecordSink) {
    this.#options = options;
    this.#sink = sink;
    this.#checks = new RowChecks(options.log);
  }

  get ended(): boolean {
    if (this.#failed) return true;
    return this.#sniffed !== undefined && (this.#reader === undefined || this.#reader.refused);
  }

  get blankLines(): number {
    return this.#reader?.blankLines ?? 0;
  }

  push(chunk: Uint8Array): void {
    if (this.#failed) return;
    if (this.#gunzip === null) return this.#pushContent(chunk);
    if (this.#gunzip !== undefined) return this.#unpack(chunk);
    this.#magic = joined(this.#magic, chunk);
    if (this.#magic.length >= GZIP_BYTES) this.#begin();
  }

  finish(): void {
    if (this.#gunzip === undefined) this.#begin();
    const failure = this.#gunzip?.finish();
    if (failure !== undefined) return this.#fail(failure);
    if (this.#sniffed === undefined) this.#open();
    const rest = this.#transcoder?.finish() ?? NOTHING;
    if (rest.length > 0) this.#reader?.push(rest);
    this.#reader?.finish();
    this.#checks.finish();
  }

  format(): Omit<RowFormat, "columns"> {
    const sniffed = this.#sniffed;
    const text = sniffed?.kind === "csv" || sniffed?.kind === "jsonl" ? sniffed : undefined;
    return {
      layout: text?.kind ?? null,
      compression: this.#gunzip ? "gzip" : null,
      encoding: text?.encoding ?? null,
      bom: (text?.bomBytes ?? 0) > 0,
      delimiter: this.#dialect?.delimiter ?? null,
      quote: this.#dialect?.quote ?? null,
      newline: this.#reader?.newline ?? null,
    };
  }

  row(row: Row, window: ByteWindow): void {
    this.#checks.check(row, window);
    if (this.#header) return this.#sink.record(row);
    this.#header = true;
    const names = columnNames(row);
    this.#checks.columns = names;
    this.#sink.header(row, names);
  }

  rowTooLong(row: Row, insideQuotes: boolean): void {
    const line = insideQuotes ? row.quoteLine : row.line;
    const details = { limitBytes: this.#options.maxRowBytes, insideQuotes };
    this.#options.log.add({ code: "row_too_long", details }, () => ({ ...placeOf(row), line }));
  }

  /** As much of the file has come as tells whether it is packed. */
  #begin(): void {
    const first = this.#magic;
    this.#magic = NOTHING;
    const isGzip = first[0] === 0x1f && first[1] === 0x8b;
    this.#gunzip = isGzip ? new Gunzip(this.#options, (bytes) => this.#pushContent(bytes)) : null;
    if (isGzip) this.#unpack(first);
    else this.#pushContent(first);
  }

  #unpack(chunk: Uint8Array): void {
    const failure = this.#gunzip?.push(chunk);
    if (failure !== undefined) this.#fail(failure);
  }

  /** What came before is looked at; the row in which it broke off is not. */
  #fail(failure: GunzipFailure): void {
    if (this.#failed) return;
    if (this.#sniffed === undefined) this.#open();
    this.#failed = true;
    const { log, maxUnpackedBytes } = this.#options;
    if (failure === "bomb") log.add({ code: "compression_bomb", details: { limitRatio: MAX_RATIO } });
    else if (failure === "too_large") {
      const unpackedBytes = this.#gunzip?.unpackedBytes ?? 0;
      log.add({ code: "unpacks_too_large", details: { unpackedBytes, limitBytes: maxUnpackedBytes } });
    } else log.add({ code: "damaged_gzip", details: { reason: failure } });
    this.#checks.finish();
  }

  #pushContent(chunk: Uint8Array): void {
    if (this.#sniffed !== undefined) return this.#read(chunk);
    const part = chunk.subarray(0, SNIFF_BYTES - this.#headLength);
    this.#head.set(part, this.#headLength);
    this.#headLength += part.length;
    if (this.#headLength < SNIFF_BYTES) return;
    this.#open();
    this.#read(chunk.subarray(part.length));
  }

  #open(): void {
    const head = this.#head.subarray(0, this.#headLength);
    this.#sniffed = sniff(head);
    this.#head = NOTHING;
    const sniffed = this.#sniffed;
    const { log, encoding } = this.#options;
    if (sniffed.kind === "binary") return log.add({ code: "not_text", details: { found: sniffed.found } });
    if (sniffed.kind === "json_array") return log.add({ code: "json_array", details: {} });
    if (sniffed.encoding !== "utf-8") this.#transcoder = new Utf16ToUtf8(sniffed.encoding);
    else if (encoding !== undefined) this.#transcoder = new Windows1252ToUtf8();
    this.#checks.startAt(sniffed);
    const content = head.subarray(sniffed.bomBytes);
    const text = this.#transcoder?.push(content) ?? content;
    this.#reader = sniffed.kind === "csv" ? this.#csv(text) : this.#jsonl();
    this.#reader.push(text);
  }

  #csv(head: Uint8Array): RowReader {
    const { wantedColumns, maxRowBytes, accelerate } = this.#options;
    this.#dialect = detectDialect(head, wantedColumns);
    return csvRowReader(this.#dialect, maxRowBytes, this, accelerate);
  }

  #jsonl(): RowReader {
    const { log, maxRowBytes } = this.#options;
    return new JsonLines({ log, maxRowBytes, checks: this.#checks }, this.#sink, (row, inside) =>
      this.rowTooLong(row, inside),
    );
  }

  #read(chunk: Uint8Array): void {
    this.#reader?.push(this.#transcoder?.push(chunk) ?? chunk);
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}
