import type { TextFormat } from "@flash/schemas";
import { sniff, SNIFF_BYTES, type Sniffed } from "../encoding/sniff.ts";
import { detectDelimiter, type Delimiter } from "./dialect.ts";
import { CsvRowReader, type RowSink } from "./row-reader.ts";

/** Whoever is told what a source holds. */
export interface SourceSink extends RowSink {
  /** The bytes are no text that can be read. Called at most once, and nothing after it. */
  unreadable(sniffed: Exclude<Sniffed, { kind: "text" }>): void;
}

/**
 * Bytes in, rows out: holds the first bytes back until it is known what they are, then reads rows in the dialect it found.
 * What comes out does not depend on how the bytes are cut into chunks.
 */
export class CsvSource {
  readonly #wantedColumns: readonly string[];
  readonly #maxRowBytes: number;
  readonly #sink: SourceSink;
  #head = new Uint8Array(SNIFF_BYTES);
  #headLength = 0;
  #sniffed: Sniffed | undefined;
  #delimiter: Delimiter | null = null;
  #reader: CsvRowReader | undefined;

  constructor(wantedColumns: readonly string[], maxRowBytes: number, sink: SourceSink) {
    this.#wantedColumns = wantedColumns;
    this.#maxRowBytes = maxRowBytes;
    this.#sink = sink;
  }

  /** Nothing is read any more: the bytes are no text, or a row was too long. */
  get ended(): boolean {
    return this.#sniffed !== undefined && (this.#reader === undefined || this.#reader.refused);
  }

  /** Bytes before the first row. */
  get bomBytes(): number {
    return this.#sniffed?.kind === "text" ? this.#sniffed.bomBytes : 0;
  }

  get blankLines(): number {
    return this.#reader?.blankLines ?? 0;
  }

  push(chunk: Uint8Array): void {
    if (this.#sniffed !== undefined) return this.#reader?.push(chunk);
    const part = chunk.subarray(0, SNIFF_BYTES - this.#headLength);
    this.#head.set(part, this.#headLength);
    this.#headLength += part.length;
    if (this.#headLength < SNIFF_BYTES) return;
    this.#open();
    this.#reader?.push(chunk.subarray(part.length));
  }

  finish(): void {
    if (this.#sniffed === undefined) this.#open();
    this.#reader?.finish();
  }

  /** All of {@link TextFormat} that does not need the header. */
  format(): Omit<TextFormat, "columns"> {
    const sniffed = this.#sniffed;
    const shape = { delimiter: this.#delimiter, newline: this.#reader?.newline ?? null };
    if (sniffed === undefined || sniffed.kind === "binary") return { encoding: null, bom: false, ...shape };
    if (sniffed.kind === "text") return { encoding: "utf-8", bom: sniffed.bomBytes > 0, ...shape };
    return { encoding: sniffed.kind, bom: sniffed.bom, ...shape };
  }

  #open(): void {
    const head = this.#head.subarray(0, this.#headLength);
    this.#sniffed = sniff(head);
    this.#head = new Uint8Array(0);
    if (this.#sniffed.kind !== "text") return this.#sink.unreadable(this.#sniffed);
    const text = head.subarray(this.#sniffed.bomBytes);
    this.#delimiter = detectDelimiter(text, this.#wantedColumns);
    this.#reader = new CsvRowReader(this.#delimiter, this.#maxRowBytes, this.#sink);
    this.#reader.push(text);
  }
}
