import type { Dialect } from "./dialect.ts";

/** Most bytes that are scanned at once. */
export const SLICE_BYTES = 65_536;

/** Where things lie in the scanner's memory, in bytes. */
const SLICE_OFFSET = 1_024;
const TAPE_OFFSET = SLICE_OFFSET + SLICE_BYTES + 64;
const TAPE_WORDS = 32_768;
const STATUS_WORDS = 10;
const AT = 0;
const REFUSED = 9;

/** Splits slices of a file into rows; see `simd/row-scanner.as.ts` for what it writes. */
export interface RowScanner {
  readonly status: Int32Array;
  /** Overwritten with each step. */
  readonly tape: Int32Array;
  /** Reads a slice in steps, each of which gives the words of the tape that are whole rows. */
  scan(slice: Uint8Array): Iterable<number>;
  /** The last row. */
  finish(): number;
  /** Starts over with a row that begins at the next slice, on `line`. */
  restart(line: number): void;
}

/** What the module exports: its source is `simd/row-scanner.as.ts`. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  open(delimiter: number, quote: number, maxRowBytes: number): void;
  begin(bytes: number): void;
  advance(): number;
  finish(): number;
  restart(line: number): void;
}

let compiled: WebAssembly.Module | undefined;
let loading: Promise<void> | undefined;

/**
 * Makes the scanner ready for all that is read afterwards. Its bytes are a module of their own, which is loaded now and not with the
 * validator. Where there is no SIMD, or no leave to run WebAssembly, nothing comes of it: the content security policy of a page
 * may forbid it.
 */
export const loadRowScanner = (): Promise<void> => (loading ??= compile().catch(() => undefined));

async function compile(): Promise<void> {
  const { ROW_SCANNER_BASE64 } = await import("./row-scanner-wasm.ts");
  compiled = await WebAssembly.compile(Uint8Array.from(atob(ROW_SCANNER_BASE64), (char) => char.charCodeAt(0)));
}

/** @returns undefined where the scanner cannot run, or has not been loaded. */
export function newRowScanner({ delimiter, quote }: Dialect, maxRowBytes: number): RowScanner | undefined {
  if (compiled === undefined) return undefined;
  // The module is ours: a test compiles it again from its source.
  const exports = new WebAssembly.Instance(compiled).exports as unknown as Exports;
  exports.open(delimiter.charCodeAt(0), quote.charCodeAt(0), maxRowBytes);
  const { buffer } = exports.memory;
  const memory = new Uint8Array(buffer);
  const status = new Int32Array(buffer, 0, STATUS_WORDS);
  return {
    status,
    tape: new Int32Array(buffer, TAPE_OFFSET, TAPE_WORDS),
    *scan(slice) {
      memory.set(slice, SLICE_OFFSET);
      exports.begin(slice.length);
      do yield exports.advance();
      while ((status[AT] ?? 0) < slice.length && status[REFUSED] === 0);
    },
    finish: () => exports.finish(),
    restart: (line) => exports.restart(line),
  };
}
