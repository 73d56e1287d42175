import { compileWasm } from "../bytes/webassembly.ts";
import type { OrdinaryRows } from "../rows/ordinary-rows.ts";
import type { Dialect } from "./dialect.ts";
import { WASM_BASE64 } from "./row-scanner-wasm.ts";
import {
  AT,
  LABEL_OFFSET,
  LONGEST_LABEL_BYTES,
  REFUSED,
  SLICE_OFFSET,
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
  learn(labelBytes: number, classNumber: number): void;
}

/** @throws where WebAssembly cannot run. */
export const compiledScanner = (): Promise<WebAssembly.Module> => compileWasm(WASM_BASE64);

/** Splits slices of a file into rows; see `simd/row-scanner.as.ts` for what it writes. */
export class RowScanner {
  readonly #exports: Exports;
  readonly #quote: number;
  #memory = new Uint8Array(0);
  status = new Int32Array(0);
  /** Overwritten with each step. */
  tape = new Int32Array(0);

  constructor(module: WebAssembly.Module, { delimiter, quote }: Dialect, maxRowBytes: number) {
    this.#quote = quote.charCodeAt(0);
    // The module is ours: a test compiles it again from its source.
    this.#exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    this.#exports.open(delimiter.charCodeAt(0), this.#quote, maxRowBytes);
    this.#look();
  }

  /** From here on it finds ordinary rows by itself. To be called again when more is known about them. */
  expect(ordinary: OrdinaryRows, onlyPlain: boolean): void {
    const { count, input, label } = ordinary.columns;
    this.#exports.expect(this.#quote, count, input, label, ordinary.longestInput, onlyPlain);
    for (const { bytes, verdict } of ordinary.takeLabels()) {
      if (bytes.length > LONGEST_LABEL_BYTES) continue;
      this.#memory.set(bytes, LABEL_OFFSET);
      this.#exports.learn(bytes.length, verdict);
      if (this.#memory.length === 0) this.#look();
    }
  }

  /** Reads a slice in steps, each of which gives the words of the tape that are whole rows. */
  *scan(slice: Uint8Array): Generator<number, void, undefined> {
    this.#exports.begin(slice.length);
    this.#memory.set(slice, SLICE_OFFSET);
    do yield this.#exports.advance();
    while ((this.status[AT] ?? 0) < slice.length && this.status[REFUSED] === 0);
  }

  /** The last row. */
  finish(): number {
    return this.#exports.finish();
  }

  /** Starts over with a row that begins at the next slice, on `line`. */
  restart(line: number): void {
    this.#exports.restart(line);
  }

  /** Memory that has grown is another one. */
  #look(): void {
    const { buffer } = this.#exports.memory;
    this.#memory = new Uint8Array(buffer);
    this.status = new Int32Array(buffer, 0, STATUS_WORDS);
    this.tape = new Int32Array(buffer, TAPE_OFFSET, TAPE_WORDS);
  }
}
