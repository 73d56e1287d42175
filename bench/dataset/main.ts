import { mkdtemp, rm, stat } from "node:fs/promises";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Spread } from "../statistics.ts";
import { measureBombs } from "./bombs.ts";
import { compareOn, type Measured, ratios } from "./compare.ts";
import { writeImageArchive } from "./image-archive.ts";
import { peakMemory } from "./own-process.ts";
import { SHAPES, writeDataset } from "./shapes.ts";
import { csvWays, csvWaysInPython, hasPython } from "./ways.ts";
import { readOurs, zipWays, zipWaysInPython } from "./zip-ways.ts";

const MB = 1_000_000;

const { values } = parseArgs({
  options: {
    /** Megabytes of each CSV file, separated by commas. */
    sizes: { type: "string", default: "10,100" },
    /** Shapes of rows, separated by commas. */
    shapes: { type: "string", default: "reviews" },
    /** Images of each archive, separated by commas. */
    images: { type: "string", default: "1000,10000" },
    rounds: { type: "string", default: "7" },
  },
});
const rounds = Number(values.rounds);
const listed = (text: string): string[] => text.split(",").filter((part) => part !== "");

/** Measures validation beside plain streaming and other libraries on the same files, and prints tables. */
async function main(): Promise<void> {
  for (const module of ["pandas", "PIL", "duckdb"]) {
    if (!hasPython(module))
      console.log(`Python's ${module} is not here: left out (FLASH_BENCH_PYTHON names a python).`);
  }
  const folder = await mkdtemp(join(tmpdir(), "flash-bench-"));
  try {
    for (const shape of listed(values.shapes)) {
      for (const size of listed(values.sizes)) await measureCsv(folder, shape, Number(size));
    }
    for (const count of listed(values.images)) await measureZip(folder, Number(count));
    if (!(await measureBombs(folder))) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measureCsv(folder: string, shape: string, megabytes: number): Promise<void> {
  const rowOf = SHAPES[shape];
  if (rowOf === undefined) throw new RangeError(`shapes are ${Object.keys(SHAPES).join(", ")}`);
  const file = join(folder, "rows.csv");
  await writeDataset(file, megabytes * MB, rowOf);
  print(
    `${shape}, ${megabytes} MB`,
    await compareOn(file, [...csvWays(), ...csvWaysInPython()], rounds),
    "ours, SIMD, no digest",
  );
  // The two that matter are run once more, each in a process of its own.
  for (const name of ["plain streaming", "ours, SIMD, SHA-256 of Node"]) {
    console.log(`peak memory of ${name}: ${Math.round((await peakMemory(name, file)) / MB)} MB`);
  }
}

async function measureZip(folder: string, count: number): Promise<void> {
  const file = join(folder, "images.zip");
  await writeImageArchive(file, count);
  const { size } = await stat(file);
  print(
    `${count} images, ${Math.round(size / MB)} MB`,
    await compareOn(file, [...zipWays(), ...zipWaysInPython()], rounds),
    "ours, full check, no digest",
  );
  const { bytesRead, structureBytes } = await readOurs(file, { hasher: createHash("sha256") });
  const percent = (bytes: number): string => `${((bytes / size) * 100).toFixed(2)} %`;
  console.log(`bytes read for the structure: ${percent(structureBytes)}, for the full check: ${percent(bytesRead)}`);
}

function print(title: string, measured: readonly Measured[], reference: string): void {
  console.log(`\n${title}, CPU time, medians of ${rounds} interleaved rounds`);
  const own = measured.find(({ name }) => name === reference)?.seconds ?? [];
  const digits = ({ median, min, max }: Spread): string => `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
  console.table(
    Object.fromEntries(
      measured.map(({ name, bytesPerCpuSecond, share, seconds }) => [
        name,
        {
          "MB per CPU second": Math.round(bytesPerCpuSecond / MB),
          "share of streaming": digits(share),
          [`CPU time over that of "${reference}"`]: digits(ratios(seconds, own)),
        },
      ]),
    ),
  );
}

await main();
