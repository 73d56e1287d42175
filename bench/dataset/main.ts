import { parseArgs } from "node:util";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareOn, type Comparison } from "./compare.ts";
import { peakMemory } from "./peak-memory.ts";
import { writeReviews } from "./reviews.ts";

const MB = 1_000_000;

const { values } = parseArgs({
  options: {
    /** Megabytes of each file, separated by commas. */
    sizes: { type: "string", default: "10,100" },
    rounds: { type: "string", default: "7" },
  },
});

/** Measures validation against plain streaming of the same files and prints one table. */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "flash-bench-"));
  try {
    for (const megabytes of values.sizes.split(",").map(Number)) {
      const file = join(folder, `${megabytes}.csv`);
      await writeReviews(file, megabytes * MB);
      print(megabytes, await compareOn(file, Number(values.rounds)));
      await printMemory(file);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

function print(megabytes: number, comparison: Comparison): void {
  console.log(`\n${megabytes} MB, CPU time, median of ${comparison.rounds} interleaved rounds`);
  console.table(
    Object.fromEntries(
      comparison.ways.map(({ name, bytesPerCpuSecond, share, leastShare, mostShare }) => [
        name,
        {
          "MB per CPU second": Math.round(bytesPerCpuSecond / MB),
          "share of streaming": share.toFixed(2),
          range: `${leastShare.toFixed(2)}–${mostShare.toFixed(2)}`,
        },
      ]),
    ),
  );
}

/** The two that matter are run once more, each in a process of its own. */
async function printMemory(file: string): Promise<void> {
  for (const name of ["plain streaming", "validation, SHA-256 of Node"]) {
    console.log(`peak memory of ${name}: ${Math.round((await peakMemory(name, file)) / MB)} MB`);
  }
}

await main();
