import type { RowFormat } from "@flash/schemas";
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type RowGroup,
} from "hyparquet";
import type { ByteSource } from "../bytes/byte-source.ts";
import type { ParquetState } from "../continuation/validation-state.ts";
import { MAX_COLUMNS } from "../csv/cell-marks.ts";
import { type RowOptions, rowValidator } from "../dataset-validator.ts";
import type { OpenParquet } from "../open-rows.ts";
import type { ProblemLog } from "../report/problem-log.ts";
import { columnNames } from "../rows/column-names.ts";
import type { Records, RecordSink } from "../rows/records.ts";
import { placeOf } from "../rows/row-checks.ts";
import { ValueRow } from "../rows/value-row.ts";
import { InvalidText, PARSERS } from "./cell-values.ts";
import { BOUNDED_COMPRESSORS, guarded, requireModest } from "./guarded-file.ts";
import { nameOf, withOwnNames } from "./own-names.ts";
import { ChunkTooLarge, MAX_CHUNK_BYTES } from "./honest-pages.ts";

/** Reads a Parquet file by ranges, a row group at a time; its digest needs one reading from the first to the last byte. */
export const openParquet: OpenParquet = (source, rules, options) => {
  const opened: { records?: ParquetRecords } = {};
  const validator = rowValidator(rules, {
    ...options,
    records: (sink, log) => (opened.records = new ParquetRecords(source, { sink, log, from: parquetStateOf(options) })),
  });
  async function* steps(): AsyncGenerator<void> {
    const seenBytes = options.from?.bytes ?? 0;
    if (seenBytes < source.sizeBytes) {
      for await (const chunk of source.stream(seenBytes)) {
        validator.push(chunk);
        yield;
      }
    }
    if (opened.records !== undefined) yield* opened.records.read();
  }
  return { validator, steps: steps() };
};

function parquetStateOf({ from }: RowOptions): ParquetState | undefined {
  return from?.records.from === "parquet" ? from.records : undefined;
}

/** The source could not be read: that is nobody's fault but its own. */
class SourceFailure extends Error {}

class ParquetRecords implements Records {
  readonly #file: AsyncBuffer;
  readonly #sink: RecordSink;
  readonly #log: ProblemLog;
  readonly #row = new ValueRow();
  #rows: number;
  /** Row groups that have been read. */
  #groups: number;
  #hasHeader: boolean;
  #columns: readonly string[] = [];
  /** Of columns, even of those that are not read. */
  #count = 0;
  readonly blankLines = 0;
  ended = false;

  constructor(
    source: ByteSource,
    { sink, log, from }: { sink: RecordSink; log: ProblemLog; from: ParquetState | undefined },
  ) {
    this.#sink = sink;
    this.#log = log;
    this.#rows = from?.rows ?? 0;
    this.#groups = from?.groups ?? 0;
    this.#hasHeader = from?.hasHeader ?? false;
    this.#file = { byteLength: source.sizeBytes, slice: (start, end) => slice(source, start, end) };
  }

  /** The bytes are read by ranges, not as they come. */
  push(): void {}
  finish(): void {}

  /** To be asked between two row groups. */
  state(): ParquetState {
    return { from: "parquet", hasHeader: this.#hasHeader, groups: this.#groups, rows: this.#rows };
  }

  format(): Omit<RowFormat, "columns"> {
    const none = {
      compression: null,
      encoding: null,
      bom: false,
      delimiter: null,
      quote: null,
      newline: null,
    } as const;
    return { layout: "parquet", ...none };
  }

  async *read(): AsyncGenerator<void> {
    try {
      const given = await parquetMetadataAsync(this.#file);
      const names = parquetSchema(given).children.map(({ element }) => element.name);
      this.#header(names);
      const metadata = withOwnNames(given);
      let first = 0;
      for (const [index, group] of metadata.row_groups.entries()) {
        const rows = requireModest(group);
        if (index >= this.#groups) {
          await this.#readGroup(metadata, { names, group }, { rowStart: first, rowEnd: first + rows });
          this.#groups++;
          yield;
        }
        first += rows;
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #header(names: readonly string[]): void {
    this.#row.start(0, 0);
    for (const name of names) this.#row.add(name);
    const header = this.#row.finish();
    this.#columns = columnNames(header);
    this.#count = header.count;
    if (!this.#hasHeader) this.#sink.header(header, this.#columns);
    this.#hasHeader = true;
  }

  async #readGroup(
    metadata: FileMetaData,
    { names, group }: { names: readonly string[]; group: RowGroup },
    range: { rowStart: number; rowEnd: number },
  ): Promise<void> {
    await parquetRead({
      file: guarded(this.#file, metadata, group),
      metadata,
      columns: names.slice(0, MAX_COLUMNS).map((_, index) => nameOf(index)),
      compressors: BOUNDED_COMPRESSORS,
      parsers: PARSERS,
      ...range,
      rowFormat: "array",
      onComplete: (rows) => {
        for (const values of rows) this.#record(values);
      },
    });
  }

  #record(values: readonly unknown[]): void {
    this.#row.start(++this.#rows, 0);
    for (const [index, value] of values.entries()) this.#cell(value, this.#columns[index]);
    // Those that are not read are no missing cells.
    while (this.#row.row.count < this.#count) this.#row.add(null);
    this.#sink.record(this.#row.finish());
  }

  #cell(value: unknown, column: string | undefined): void {
    const text = this.#row.add(value instanceof InvalidText ? value.text : value);
    if (value instanceof InvalidText) this.#reportValue("invalid_utf8", column);
    if (text.includes("\0")) this.#reportValue("nul_byte", column);
  }

  #reportValue(code: "invalid_utf8" | "nul_byte", column: string | undefined): void {
    const { row } = this.#row;
    row.isBad = true;
    this.#log.add({ code, details: {} }, () => placeOf(row, column));
  }

  /** @throws what the source threw; anything else that goes wrong is the file's fault. */
  #fail(error: unknown): void {
    if (error instanceof SourceFailure) throw error.cause;
    this.ended = true;
    const isTooLarge = error instanceof ChunkTooLarge;
    if (isTooLarge) this.#log.add({ code: "parquet_chunk_too_large", details: { limitBytes: MAX_CHUNK_BYTES } });
    else this.#log.add({ code: "damaged_parquet", details: {} });
  }
}

async function slice(source: ByteSource, start: number, end = source.sizeBytes): Promise<ArrayBuffer> {
  const [from, to] = [start < 0 ? source.sizeBytes + start : start, end < 0 ? source.sizeBytes + end : end];
  if (!(from >= 0 && from <= to && to <= source.sizeBytes)) throw new RangeError("the file points outside of itself");
  let bytes: Uint8Array;
  try {
    bytes = await source.read(from, to - from);
  } catch (cause) {
    throw new SourceFailure("the source cannot be read", { cause });
  }
  // Not slice(), which of Node's Buffers copies nothing: they share their memory with others.
  return new Uint8Array(bytes).buffer;
}
