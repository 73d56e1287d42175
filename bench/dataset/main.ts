import { mkdtemp, rm, stat } from "node:fs/promises";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listed, scriptOptions, wholeNumber } from "../../build/script-options.ts";
import { UsageError } from "../../build/command-line.ts";
import type { Spread } from "../statistics.ts";
import { measureBombs } from "./bombs.ts";
import { compareOn, type Measured, ratios } from "./compare.ts";
import { archiveFaults, memoryFaults, type Peak, percent } from "./floors.ts";
import { writeImageArchive } from "./image-archive.ts";
import { peakMemory } from "./own-process.ts";
import { SHAPES, writeDataset } from "./shapes.ts";
import { csvWays, csvWaysInDuckDb, csvWaysInPython, hasDuckDb, hasPython, type Way } from "./ways.ts";
import { readOurs, zipWays, zipWaysInPython } from "./zip-ways.ts";

const MB = 1_000_000;

const HELP = `Measures validation beside plain streaming and other libraries on the same files, and prints tables. It fails where a floor is
not held that does not depend on noise: bytes read, memory, bombs.

  npm run bench -- dataset [--sizes 10,100] [--shapes reviews] [--images 1000,10000] [--rounds 7]

  --sizes N,…    megabytes of each CSV file; none: "--sizes="
  --shapes S,…   of its rows: ${Object.keys(SHAPES).join(", ")}
  --images N,…   of each archive; none: "--images="
  --rounds N     in which all ways take their turns

FLASH_BENCH_PYTHON names a Python with pandas and Pillow; what is not there is left out, and the output says so.`;

const { sizes, shapes, images, rounds } = scriptOptions(
  HELP,
  {
    sizes: { type: "string", default: "10,100" },
    shapes: { type: "string", default: "reviews" },
    images: { type: "string", default: "1000,10000" },
    rounds: { type: "string", default: "7" },
  },
  (values) => ({
    sizes: listed(values.sizes).map((one) => wholeNumber("sizes", one)),
    shapes: listed(values.shapes).map((name) => {
      const rowOf = SHAPES[name];
      if (rowOf === undefined) throw new UsageError(`--shapes are of ${Object.keys(SHAPES).join(", ")}`);
      return { name, rowOf };
    }),
    images: listed(values.images).map((one) => wholeNumber("images", one)),
    rounds: wholeNumber("rounds", values.rounds),
  }),
);

async function main(): Promise<void> {
  for (const module of ["pandas", "PIL"]) {
    if (!hasPython(module))
      console.log(`Python's ${module} is not here: left out (FLASH_BENCH_PYTHON names a python).`);
  }
  const duckDb = (await hasDuckDb()) ? csvWaysInDuckDb() : [];
  if (duckDb.length === 0) console.log("There is no DuckDB for this platform: left out.");
  const folder = await mkdtemp(join(tmpdir(), "flash-bench-"));
  const faults: string[] = [];
  try {
    for (const shape of shapes) {
      const peaks: Peak[] = [];
      for (const megabytes of sizes) peaks.push(await measureCsv(folder, { shape, megabytes, duckDb }));
      faults.push(...memoryFaults(peaks));
    }
    for (const count of images) faults.push(...(await measureZip(folder, count)));
    if (!(await measureBombs(folder))) faults.push("a bomb was not refused, or cost more than it may");
    for (const fault of faults) console.error(`not held: ${fault}`);
    if (faults.length > 0) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @returns what ours takes at its peak. */
async function measureCsv(
  folder: string,
  { shape, megabytes, duckDb }: { shape: (typeof shapes)[number]; megabytes: number; duckDb: readonly Way[] },
): Promise<Peak> {
  const file = join(folder, "rows.csv");
  await writeDataset(file, megabytes * MB, shape.rowOf);
  print(
    `${shape.name}, ${megabytes} MB`,
    await compareOn(file, [...csvWays(), ...duckDb, ...csvWaysInPython()], rounds),
    ["ours, SIMD, no digest", "ours, scalar, no digest"],
  );
  // The two that matter are run once more, each in a process of its own.
  const peakOf = async (name: string): Promise<number> => {
    const peakBytes = await peakMemory(name, file);
    console.log(`peak memory of ${name}: ${Math.round(peakBytes / MB)} MB`);
    return peakBytes;
  };
  await peakOf("plain streaming");
  return { sizeBytes: megabytes * MB, peakBytes: await peakOf("ours, SIMD, SHA-256 of Node") };
}

/** @returns what is read beyond the floors. */
async function measureZip(folder: string, count: number): Promise<string[]> {
  const file = join(folder, "images.zip");
  await writeImageArchive(file, count);
  const { size } = await stat(file);
  print(
    `${count} images, ${Math.round(size / MB)} MB`,
    await compareOn(file, [...zipWays(), ...zipWaysInPython()], rounds),
    ["ours, full check, no digest"],
  );
  const { bytesRead, structureBytes } = await readOurs(file, { hasher: createHash("sha256") });
  const shares = { structure: percent(structureBytes / size), full: percent(bytesRead / size) };
  console.log(`bytes read for the structure: ${shares.structure}, for the full check: ${shares.full}`);
  return archiveFaults({ sizeBytes: size, structureBytes, bytesRead });
}

/** @param references - ways whose CPU time that of all is divided by, round by round. */
function print(title: string, measured: readonly Measured[], references: readonly string[]): void {
  console.log(`\n${title}, CPU time, medians of ${rounds} interleaved rounds`);
  const secondsOf = (way: string): readonly number[] => measured.find(({ name }) => name === way)?.seconds ?? [];
  const digits = ({ median, min, max }: Spread): string => `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
  console.table(
    Object.fromEntries(
      measured.map(({ name, bytesPerCpuSecond, share, seconds }) => [
        name,
        {
          "MB per CPU second": Math.round(bytesPerCpuSecond / MB),
          "share of streaming": digits(share),
          ...Object.fromEntries(
            references.map((way) => [`CPU time over that of "${way}"`, digits(ratios(seconds, secondsOf(way)))]),
          ),
        },
      ]),
    ),
  );
}

await main();
