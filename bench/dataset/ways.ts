import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { DEFAULT_TEXT_RULES } from "@flash/schemas";
import { fileSource } from "@flash/training-server";
import { type IncrementalHash, validateDataset } from "@flash/validation";
import { parse as csvParse } from "csv-parse";
import Papa from "papaparse";
import { inferSchema, initParser } from "udsv";

const RULES = { ...DEFAULT_TEXT_RULES, maxRows: 1_000_000_000, maxClasses: 1_000_000 };

/** One way of going through a file. */
export interface Way {
  readonly name: string;
  /** @returns CPU seconds. */
  readonly measure: (file: string) => Promise<number>;
  /** It runs in a process of its own already. */
  readonly isApart?: boolean;
  /** Left out above this size: it would take minutes, or does not work. */
  readonly maxBytes?: number;
}

/** @param read - gives something that proves that the file was read. */
export const here =
  (read: (file: string) => Promise<number>) =>
  async (file: string): Promise<number> => {
    const before = process.cpuUsage();
    if ((await read(file)) <= 0) throw new Error("nothing was read");
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };

/** @param open - how the file is read. */
const ours = (
  hasher: () => IncrementalHash,
  accelerate: boolean,
  open: typeof streamOf | typeof fileSource = fileSource,
) =>
  here(async (file) => {
    const report = await validateDataset(await open(file), RULES, { hasher: hasher(), accelerate });
    if (!report.valid) throw new Error("the generated file must be valid");
    return report.rows.kept;
  });

export const sha256 = (): IncrementalHash => createHash("sha256");
export const noHash = (): IncrementalHash => ({ update: () => undefined, digest: () => "0".repeat(64) });

const streamOf = (file: string): AsyncIterable<Buffer> => createReadStream(file);

async function countBytes(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) bytes += chunk.length;
  return bytes;
}

export const bytesIn = (file: string): Promise<number> => countBytes(streamOf(file));

/** Counts what the parsers of others find, as little as can be: rows with an input and a label, and labels. */
class Tally {
  #kept = 0;
  readonly #labels = new Map<string, number>();

  add(input: string | undefined, label: string | undefined): void {
    if (input === undefined || label === undefined || input.trim() === "" || label.trim() === "") return;
    this.#kept++;
    this.#labels.set(label, (this.#labels.get(label) ?? 0) + 1);
  }

  get rows(): number {
    return this.#labels.size === 0 ? 0 : this.#kept;
  }
}

async function byCsvParse(file: string): Promise<number> {
  const tally = new Tally();
  const parser = createReadStream(file).pipe(csvParse({ columns: true, bom: true, relax_quotes: true }));
  for await (const row of parser as AsyncIterable<Record<string, string>>) tally.add(row["input"], row["label"]);
  return tally.rows;
}

function byPapaparse(file: string): Promise<number> {
  const tally = new Tally();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  Papa.parse<Record<string, string>>(createReadStream(file), {
    header: true,
    skipEmptyLines: true,
    chunk: ({ data }) => {
      for (const row of data) tally.add(row["input"], row["label"]);
    },
    complete: () => resolve(tally.rows),
    error: reject,
  });
  return promise;
}

async function byUdsv(file: string): Promise<number> {
  const tally = new Tally();
  let parser: ReturnType<typeof initParser> | undefined;
  const decoder = new TextDecoder();
  const take = ([input, label]: string[]): void => tally.add(input, label);
  for await (const chunk of streamOf(file)) {
    const text = decoder.decode(chunk, { stream: true });
    parser ??= initParser(inferSchema(text));
    parser.chunk<string[]>(text, parser.stringArrs, take);
  }
  parser?.end();
  return tally.rows;
}

const SCRIPT = fileURLToPath(new URL("python-way.py", import.meta.url));
const PYTHON = process.env["FLASH_BENCH_PYTHON"] ?? "python3";

/** A way in Python, which measures itself: its start and its imports are left out, in its favour. */
export function pythonWay(name: string, mode: string, maxBytes?: number): Way {
  return {
    name,
    isApart: true,
    measure: async (file) => {
      const { status, stdout, stderr } = spawnSync(PYTHON, [SCRIPT, mode, file], { encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
      return Number(stdout);
    },
    ...(maxBytes !== undefined && { maxBytes }),
  };
}

/** Which Python modules there are; nothing of this project needs them. */
export function hasPython(module: string): boolean {
  return spawnSync(PYTHON, ["-c", `import ${module}`]).status === 0;
}

const MB = 1_000_000;

/** The first is what the others are compared with. */
export function csvWays(): readonly Way[] {
  return [
    {
      name: "plain streaming",
      measure: here(bytesIn),
    },
    {
      name: "reading into one buffer",
      measure: here(async (file) => countBytes((await fileSource(file)).stream())),
    },
    {
      name: "streaming + SHA-256 of Node",
      measure: here(async (file) => {
        const hash = createHash("sha256");
        for await (const chunk of streamOf(file)) hash.update(chunk);
        return hash.digest("hex").length;
      }),
    },
    { name: "ours, SIMD, no digest", measure: ours(noHash, true) },
    { name: "ours, scalar, no digest", measure: ours(noHash, false) },
    { name: "ours, SIMD, no digest, from a stream of Node", measure: ours(noHash, true, streamOf) },
    { name: "ours, SIMD, SHA-256 of Node", measure: ours(sha256, true) },
    { name: "ours, scalar, SHA-256 of Node", measure: ours(sha256, false) },
    { name: "udsv, counting", measure: here(byUdsv) },
    { name: "papaparse, counting", measure: here(byPapaparse) },
    { name: "csv-parse, counting", measure: here(byCsvParse), maxBytes: 200 * MB },
  ];
}

/** It is loaded in the process that is measured, and in no other: what it is made of takes 60 MB. */
export const csvWaysInDuckDb = (): readonly Way[] => [
  { name: "DuckDB, counting", measure: here(async (file) => (await import("./duckdb.ts")).countRows(file)) },
  { name: "DuckDB, the same checks", measure: here(async (file) => (await import("./duckdb.ts")).checkRows(file)) },
];

/** Whether there is a DuckDB for this platform. */
export const hasDuckDb = (): Promise<boolean> =>
  import("./duckdb.ts").then(
    () => true,
    () => false,
  );

export function csvWaysInPython(): readonly Way[] {
  if (!hasPython("pandas")) return [];
  return [
    pythonWay("pandas, counting", "counts", 200 * MB),
    pythonWay("pandas, the same checks", "checks", 200 * MB),
    pythonWay("pandas, the original's validate_csv", "original", 200 * MB),
  ];
}
