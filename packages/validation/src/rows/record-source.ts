import type { RowFormat } from "@flash/schemas";
import type { JsonLinesState, RowReaderState, StreamedState, Utf16State } from "../continuation/validation-state.ts";
import { concat } from "../bytes/concat.ts";
import { beginsWith, GZIP } from "../bytes/signature.ts";
import type { ByteWindow } from "../csv/byte-window.ts";
import { detectDialect, type Dialect } from "../csv/dialect.ts";
import { csvRowReader, type RowReader, type RowSink } from "../csv/row-reader.ts";
import type { Row } from "../csv/row.ts";
import { sniff, SNIFF_BYTES, type Sniffed } from "../encoding/sniff.ts";
import type { Transcoder } from "../encoding/transcoder.ts";
import { Utf16ToUtf8 } from "../encoding/utf16-to-utf8.ts";
import { Gunzip, type GunzipFailure, MAX_RATIO } from "../gzip/gunzip.ts";
import { JsonLines } from "../jsonl/json-lines.ts";
import type { ProblemLog } from "../report/problem-log.ts";
import { columnNames } from "./column-names.ts";
import type { OrdinaryRows } from "./ordinary-rows.ts";
import type { Records, RecordSink } from "./records.ts";
import { placeOf, RowChecks } from "./row-checks.ts";

export interface RecordSourceOptions {
  readonly wantedColumns: readonly string[];
  readonly maxRowBytes: number;
  readonly maxUnpackedBytes: number;
  /** Makes UTF-8 of text that is not UTF-16 where somebody knows that it is not UTF-8 already. */
  readonly transcoder?: Transcoder | undefined;
  /** See {@link ValidatorOptions}. */
  readonly accelerate?: boolean | undefined;
  /** Told of everything that is wrong with the file, its bytes and its quotes. */
  readonly log: ProblemLog;
}

type TextFound = Extract<Sniffed, { encoding: unknown }>;

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
  #magic: Uint8Array = NOTHING;
  #gunzip: Gunzip | null | undefined;
  #failed = false;
  #head = new Uint8Array(SNIFF_BYTES);
  #headLength = 0;
  #sniffed: Sniffed | undefined;
  #transcoder: Transcoder | undefined;
  #dialect: Dialect | undefined;
  #csvReader: RowReader | undefined;
  #jsonReader: JsonLines | undefined;
  #header = false;

  /** @param from - where another one has stopped. */
  constructor(options: RecordSourceOptions, sink: RecordSink, from?: StreamedState) {
    this.#options = options;
    this.#sink = sink;
    this.#checks = new RowChecks(options.log, from?.checks);
    if (from !== undefined) this.#goOn(from);
  }

  get #reader(): RowReader | JsonLines | undefined {
    return this.#csvReader ?? this.#jsonReader;
  }

  state(): StreamedState {
    return {
      from: "stream",
      magic: this.#magic,
      gunzip: this.#gunzip?.state() ?? null,
      isPlain: this.#gunzip === null,
      failed: this.#failed,
      head: this.#head.slice(0, this.#headLength),
      sniffed: this.#sniffed ?? null,
      utf16: this.#transcoder instanceof Utf16ToUtf8 ? this.#transcoder.state() : null,
      dialect: this.#dialect ?? null,
      csv: this.#csvReader?.state() ?? null,
      jsonl: this.#jsonReader?.state() ?? null,
      hasHeader: this.#header,
      checks: this.#checks.state(),
    };
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
    this.#magic = concat(this.#magic, chunk);
    if (this.#magic.length >= GZIP.length) this.#begin();
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

  get ordinary(): OrdinaryRows | undefined {
    return this.#sink.ordinary;
  }

  get isKnownUtf8(): boolean {
    return this.#checks.isKnownUtf8;
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
    const isGzip = beginsWith(first, GZIP);
    this.#gunzip = isGzip ? this.#newGunzip() : null;
    if (isGzip) this.#unpack(first);
    else this.#pushContent(first);
  }

  #goOn(from: StreamedState): void {
    this.#magic = from.magic;
    if (from.gunzip !== null) this.#gunzip = this.#newGunzip(from.gunzip);
    else if (from.isPlain) this.#gunzip = null;
    this.#failed = from.failed;
    this.#header = from.hasHeader;
    this.#sniffed = from.sniffed ?? undefined;
    this.#dialect = from.dialect ?? undefined;
    if (from.sniffed === null) {
      this.#head.set(from.head);
      this.#headLength = from.head.length;
    } else if ("encoding" in from.sniffed) {
      this.#transcoder = this.#newTranscoder(from.sniffed, from.utf16 ?? undefined);
      this.#checks.startAt(from.sniffed);
    }
    if (from.csv !== null && from.dialect !== null) this.#csvReader = this.#newCsvReader(from.dialect, from.csv);
    if (from.jsonl !== null) this.#jsonReader = this.#newJsonReader(from.jsonl);
  }

  #newGunzip(from?: StreamedState["gunzip"]): Gunzip {
    return new Gunzip(this.#options, (bytes) => this.#pushContent(bytes), from ?? undefined);
  }

  #newTranscoder({ encoding }: TextFound, from?: Utf16State): Transcoder | undefined {
    return encoding === "utf-8" ? this.#options.transcoder : new Utf16ToUtf8(encoding, from);
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
    const { log, wantedColumns } = this.#options;
    if (sniffed.kind === "binary") return log.add({ code: "not_text", details: { found: sniffed.found } });
    if (sniffed.kind === "json_array") return log.add({ code: "json_array", details: {} });
    this.#transcoder = this.#newTranscoder(sniffed);
    this.#checks.startAt(sniffed);
    const content = head.subarray(sniffed.bomBytes);
    const text = this.#transcoder?.push(content) ?? content;
    if (sniffed.kind === "jsonl") this.#jsonReader = this.#newJsonReader();
    else {
      this.#dialect = detectDialect(text, wantedColumns);
      this.#csvReader = this.#newCsvReader(this.#dialect);
    }
    this.#reader?.push(text);
  }

  #newCsvReader(dialect: Dialect, from?: RowReaderState): RowReader {
    const { maxRowBytes, accelerate } = this.#options;
    return csvRowReader(dialect, { maxRowBytes, sink: this, accelerate, from });
  }

  #newJsonReader(from?: JsonLinesState): JsonLines {
    const { log, maxRowBytes } = this.#options;
    const onTooLong: RowSink["rowTooLong"] = (row, insideQuotes) => this.rowTooLong(row, insideQuotes);
    return new JsonLines({ log, maxRowBytes, checks: this.#checks, onTooLong }, this.#sink, from);
  }

  #read(chunk: Uint8Array): void {
    this.#reader?.push(this.#transcoder?.push(chunk) ?? chunk);
  }
}
