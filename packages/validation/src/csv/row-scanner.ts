import { compileWasm } from "../bytes/webassembly.ts";
import { BUCKETS } from "../report/length-buckets.ts";
import type { OrdinaryCounts, OrdinaryRows } from "../rows/ordinary-rows.ts";
import { COUNTERS, MAX_SLOTS, MOST_ROWS, ROW_WORDS, type SeenTables } from "../rows/seen-tables.ts";
import type { Dialect } from "./dialect.ts";
import {
  AT,
  COUNTERS_OFFSET,
  LABEL_OFFSET,
  LABEL_ROWS,
  LABELS_OFFSET,
  LENGTH_SUMS,
  LENGTH_SUMS_OFFSET,
  LENGTHS_OFFSET,
  LONGEST_LABEL_BYTES,
  REFUSED,
  SEEN_ROWS_OFFSET,
  SLICE_OFFSET,
  SLOTS_OFFSET,
  STATUS_WORDS,
  TAPE_OFFSET,
  TAPE_WORDS,
} from "./scanner-memory.ts";

/** What the module exports: its source is in `simd/`. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  open(delimiter: number, quote: number, maxRowBytes: number): void;
  begin(bytes: number): void;
  advance(): number;
  finish(): number;
  restart(line: number): void;
  expect(quote: number, columns: number, input: number, label: number, longestInput: number, onlyPlain: boolean): void;
  learn(labelBytes: number, classNumber: number): number;
  lookUp(from: number, words: number): number;
}

/** A label that the scanner knows: where it lies in the memory, and its class. */
interface LearnedLabel {
  readonly at: number;
  readonly classNumber: number;
}

/** Its bytes are loaded now, and not with what reads without them. @throws where WebAssembly cannot run. */
export const compiledScanner = (): Promise<WebAssembly.Module> => compileWasm(import("./row-scanner-wasm.ts"));

/** Splits slices of a file into rows; see `simd/row-scanner.as.ts` for what it writes. One file at a time, one after the other. */
export class RowScanner {
  readonly #exports: Exports;
  #quote = 0;
  #memory = new Uint8Array(0);
  status = new Int32Array(0);
  /** Overwritten with each step. */
  tape = new Int32Array(0);
  #lengths = new Int32Array(0);
  #lengthSums = new Float64Array(0);
  #labels: LearnedLabel[] = [];
  #isExpecting = false;
  readonly #seen: { -readonly [Key in keyof SeenTables]: SeenTables[Key] };

  /** @param onLeft - nobody needs any more what is in the memory. */
  constructor(module: WebAssembly.Module, onLeft: (scanner: RowScanner) => void) {
    // The module is ours: a test compiles it again from its source.
    this.#exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    const none = new Int32Array(0);
    this.#seen = { rows: none, slots: none, counters: none, leave: () => onLeft(this) };
    this.#look();
  }

  /** Begins a file. */
  open({ delimiter, quote }: Dialect, maxRowBytes: number): void {
    this.#quote = quote.charCodeAt(0);
    this.#exports.open(delimiter.charCodeAt(0), this.#quote, maxRowBytes);
    this.#isExpecting = false;
    this.#labels = [];
    this.#clearCounts();
  }

  /** From here on it finds ordinary rows by itself. To be called again when more is known about them. */
  expect(ordinary: OrdinaryRows, onlyPlain: boolean): void {
    const { count, input, label } = ordinary.columns;
    this.#exports.expect(this.#quote, count, input, label, ordinary.longestInput, onlyPlain);
    this.#lookAgain();
    // There was none: every row is told of.
    if (this.#memory.length < LABELS_OFFSET) return;
    if (!this.#isExpecting) {
      ordinary.repetitions.seen.moveTo(this.#seen);
      ordinary.countedBy(() => this.#takeCounts());
    }
    this.#isExpecting = true;
    for (const { bytes, verdict: classNumber } of ordinary.takeLabels()) {
      if (bytes.length > LONGEST_LABEL_BYTES) continue;
      this.#memory.set(bytes, LABEL_OFFSET);
      const at = this.#exports.learn(bytes.length, classNumber);
      // Where there is no memory for it, its rows are told of.
      if (at > 0) this.#labels.push({ at, classNumber });
      this.#lookAgain();
    }
  }

  /** Reads a slice in steps, each of which gives the words of the tape that are whole rows. */
  *scan(slice: Uint8Array): Generator<number, void, undefined> {
    this.#exports.begin(slice.length);
    this.#memory.set(slice, SLICE_OFFSET);
    do yield this.#exports.advance();
    while ((this.status[AT] ?? 0) < slice.length && this.status[REFUSED] === 0);
  }

  /** Looks up the inputs of a run of ordinary rows. @returns where on the tape it ends. */
  lookUp(from: number, words: number): number {
    return this.#exports.lookUp(from, words);
  }

  /** What ordinary rows there were since it was asked last. */
  #takeCounts(): OrdinaryCounts {
    const words = new Int32Array(this.#exports.memory.buffer);
    const classes = this.#labels.map(({ at, classNumber }) => ({
      classNumber,
      rows: words[(at + LABEL_ROWS) >> 2] ?? 0,
    }));
    const counts = { classes, lengths: { buckets: this.#lengths.slice(), sums: this.#lengthSums.slice() } };
    this.#clearCounts();
    return counts;
  }

  /** The last row. */
  finish(): number {
    return this.#exports.finish();
  }

  /** Starts over with a row that begins at the next slice, on `line`. */
  restart(line: number): void {
    this.#exports.restart(line);
  }

  #clearCounts(): void {
    const words = new Int32Array(this.#exports.memory.buffer);
    for (const { at } of this.#labels) words[(at + LABEL_ROWS) >> 2] = 0;
    this.#lengths.fill(0);
    this.#lengthSums.set([0, Number.POSITIVE_INFINITY, 0]);
  }

  /** Memory that has grown is another one. */
  #lookAgain(): void {
    if (this.#memory.length === 0) this.#look();
  }

  #look(): void {
    const { buffer } = this.#exports.memory;
    this.#memory = new Uint8Array(buffer);
    this.status = new Int32Array(buffer, 0, STATUS_WORDS);
    this.tape = new Int32Array(buffer, TAPE_OFFSET, TAPE_WORDS);
    this.#lengths = new Int32Array(buffer, LENGTHS_OFFSET, BUCKETS);
    this.#lengthSums = new Float64Array(buffer, LENGTH_SUMS_OFFSET, LENGTH_SUMS);
    if (this.#memory.length < LABELS_OFFSET) return;
    this.#seen.rows = new Int32Array(buffer, SEEN_ROWS_OFFSET, MOST_ROWS * ROW_WORDS);
    this.#seen.slots = new Int32Array(buffer, SLOTS_OFFSET, MAX_SLOTS);
    this.#seen.counters = new Int32Array(buffer, COUNTERS_OFFSET, COUNTERS);
  }
}
