import type { Dialect } from "./dialect.ts";
import type { CsvReading, RowReader } from "./row-reader.ts";
import { newAccelerator } from "./simd-row-reader.ts";

/** Makes readers that work in WebAssembly, or none where there is no memory for one. */
export type Accelerator = (dialect: Dialect, reading: CsvReading) => RowReader | undefined;

let loaded: Accelerator | undefined;
let loading: Promise<unknown> | undefined;

/**
 * Makes WebAssembly ready for all that is read afterwards. Its bytes are loaded now and not with the validator. Where there is no SIMD, or no leave to run WebAssembly, nothing comes of it: the content security policy of a page may forbid it.
 */
export const loadAccelerator = (): Promise<unknown> =>
  (loading ??= newAccelerator().then(
    (made) => (loaded = made),
    () => undefined,
  ));

/** undefined where it cannot run, or has not been loaded. */
export const accelerator = (): Accelerator | undefined => loaded;
