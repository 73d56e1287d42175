import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const SOURCE = fileURLToPath(new URL("simd/index.as.ts", import.meta.url));
const MODULE = new URL("src/csv/row-scanner-wasm.ts", import.meta.url);
/** Of 64 KiB: status, slice and tape. */
const PAGES = "7";
const OPTIONS = ["--runtime", "stub", "--enable", "simd", "-O3", "--converge", "--noAssert", "--use", "abort="];
const LINE_CHARACTERS = 120;

/** @returns the scanner, compiled from its source; the same compiler gives the same bytes. */
export async function compileRowScanner(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "row-scanner-"));
  try {
    const compiler = join(dirname(createRequire(import.meta.url).resolve("assemblyscript/package.json")), "bin/asc.js");
    const wasm = join(folder, "row-scanner.wasm");
    const memory = ["--initialMemory", PAGES];
    await promisify(execFile)(process.execPath, [compiler, SOURCE, ...OPTIONS, ...memory, "-o", wasm]);
    return await readFile(wasm);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The scanner as a module that every runtime and bundler takes as it is. */
export function moduleOf(wasm: Uint8Array): string {
  const base64 = Buffer.from(wasm).toString("base64");
  const lines = base64.match(new RegExp(`.{1,${LINE_CHARACTERS - 10}}`, "gu")) ?? [];
  const [first = "", ...rest] = lines.map((line) => `"${line}"`);
  const joined = [first, ...rest.map((line) => `  ${line}`)].join(" +\n");
  return `/** The module that \`npm run build:simd\` makes of \`simd/index.as.ts\`, in base64. */\nexport const ROW_SCANNER_BASE64 =\n  ${joined.replaceAll("\n  ", "\n  ")};\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(MODULE, moduleOf(await compileRowScanner()));
