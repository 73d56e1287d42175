import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** A module of WebAssembly: what it is compiled from, and where it is kept. */
export interface WasmModule {
  readonly source: URL;
  readonly kept: URL;
  /** Memory that it begins with, in 64 KiB. */
  readonly pages: number;
}

export const WASM_MODULES: readonly WasmModule[] = [
  {
    source: new URL("simd/scanner.as.ts", import.meta.url),
    kept: new URL("src/csv/row-scanner-wasm.ts", import.meta.url),
    pages: 7,
  },
  {
    source: new URL("simd/unpacker.as.ts", import.meta.url),
    kept: new URL("src/zip/unpacker-wasm.ts", import.meta.url),
    pages: 1,
  },
];

const OPTIONS = ["--runtime", "stub", "--enable", "simd", "-O3", "--converge", "--noAssert", "--use", "abort="];
const LINE_CHARACTERS = 120;

/** @returns the module, compiled from its source; the same compiler gives the same bytes. */
export async function compile({ source, pages }: WasmModule): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "flash-wasm-"));
  try {
    const compiler = join(dirname(createRequire(import.meta.url).resolve("assemblyscript/package.json")), "bin/asc.js");
    const wasm = join(folder, "module.wasm");
    const options = [...OPTIONS, "--initialMemory", String(pages), "-o", wasm];
    await promisify(execFile)(process.execPath, [compiler, fileURLToPath(source), ...options]);
    return await readFile(wasm);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The module as one of JavaScript that every runtime and bundler takes as it is. */
export function inBase64(wasm: Uint8Array): string {
  const base64 = Buffer.from(wasm).toString("base64");
  const lines = base64.match(new RegExp(`.{1,${LINE_CHARACTERS - 10}}`, "gu")) ?? [];
  const text = lines.map((line) => `"${line}"`).join(" +\n  ");
  return `/** What \`npm run build:wasm\` makes of \`simd/\`, in base64. */\nexport const WASM_BASE64 =\n  ${text};\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const module of WASM_MODULES) await writeFile(module.kept, inBase64(await compile(module)));
}
