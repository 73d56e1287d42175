import { setFlagsFromString } from "node:v8";
import { DEFAULT_TEXT_RULES, type TextReport } from "@flash/schemas";
import { validateDataset } from "../src/validate-dataset.ts";
import { newZipCodec } from "../src/zip/codec.ts";

/** What a program says that was given little memory. */
export interface Said {
  /** How the runtime refuses 7, 100 and 300 pages of 64 KiB: null where it gives them. */
  readonly refusals: (string | null)[];
  readonly report: TextReport;
  readonly checksum: number;
}

const labelOf = (row: number): string => (row % 3 === 0 ? `label ${row}${"; and so on".repeat(8)}` : "a");
const rows = Array.from({ length: 9_000 }, (_, row) => `"täxt number ${row % 8_500}, as it is",${labelOf(row)}\n`);
/** Most of its rows are ordinary, some repeat others; its labels take more than a page. */
const DATASET = new Blob([`input,label\n${rows.join("")}`]);

export async function say(): Promise<Said> {
  const codec = await newZipCodec();
  return {
    refusals: [7, 100, 300].map((pages) => refusalOf(() => new WebAssembly.Memory({ initial: pages }))),
    report: await validateDataset(DATASET.stream(), DEFAULT_TEXT_RULES),
    checksum: codec.crc32(new Uint8Array(await DATASET.arrayBuffer())),
  };
}

function refusalOf(ask: () => unknown): string | null {
  try {
    ask();
    return null;
  } catch (error) {
    return String(error);
  }
}

if (import.meta.main) {
  // Not as an option of Node, which itself needs WebAssembly to read this file.
  setFlagsFromString(`--wasm-max-mem-pages=${process.argv[2] ?? ""}`);
  console.log(JSON.stringify(await say()));
}
