import type { Dialect } from "./dialect.ts";
import type { CsvReading, RowReader } from "./row-reader.ts";

/** Makes readers that work in WebAssembly. */
export type Accelerator = (dialect: Dialect, reading: CsvReading) => RowReader;

let loaded: Accelerator | undefined;
let loading: Promise<void> | undefined;

/**
 * Makes WebAssembly ready for all that is read afterwards. It and what drives it are loaded now and not with the validator. Where there
 * is no SIMD, or no leave to run WebAssembly, nothing comes of it: the content security policy of a page may forbid it.
 */
export const loadAccelerator = (): Promise<void> => (loading ??= load().catch(() => undefined));

async function load(): Promise<void> {
  const { newAccelerator } = await import("./simd-row-reader.ts");
  loaded = await newAccelerator();
}

/** undefined where it cannot run, or has not been loaded. */
export const accelerator = (): Accelerator | undefined => loaded;
