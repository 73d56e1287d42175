import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createGzip } from "node:zlib";
import type { TaskType } from "@flash/schemas";
import { CORPUS } from "@flash/validation/testing";

const CHILD = fileURLToPath(new URL("./run-one-bomb.ts", import.meta.url));

/** What a refusal may cost: the floors that do not depend on the machine's mood by much. */
const MOST_MS = 100;
const MOST_BYTES = 48_000_000;

/** Files of the corpus that ask for far more than they are. */
const OF_CORPUS: Readonly<Record<string, TaskType>> = {
  "images/16-MiB-of-zeros-in-16-kB.zip": "image-classification",
  "images/a-bomb-that-says-it-is-small.zip": "image-classification",
  "images/entries-that-share-their-bytes.zip": "image-classification",
  "text/bomb.parquet": "text-classification",
  "text/page-of-billions.parquet": "text-classification",
  "text/run-of-a-billion.parquet": "text-classification",
};
const GZIP_OF_A_GIGABYTE = "a gigabyte of zeros in a megabyte of gzip";

/** What one bomb has cost in a process of its own, which had read a good file before. */
export interface BombCost {
  readonly codes: readonly string[];
  readonly cpuMs: number;
  /** More than the process held before. */
  readonly bytes: number;
}

/** Has every bomb refused, and prints what that cost. @returns whether all were within the floors. */
export async function measureBombs(folder: string): Promise<boolean> {
  const costs = new Map<string, BombCost>();
  for (const [name, taskType] of Object.entries(OF_CORPUS)) {
    const found = CORPUS.find((file) => file.name === name);
    if (found === undefined) throw new RangeError(`the corpus has no ${name}`);
    const path = join(folder, "bomb");
    await writeFile(path, found.bytes);
    costs.set(name, await costOf(path, taskType));
  }
  const packed = join(folder, "bomb.gz");
  await pipeline(zeros(1_000), createGzip({ level: 9 }), createWriteStream(packed));
  costs.set(GZIP_OF_A_GIGABYTE, await costOf(packed, "text-classification"));
  console.log(
    `\nbombs, each refused in a process of its own; at most ${MOST_MS} ms of CPU time and ${MOST_BYTES / 1e6} MB`,
  );
  console.table(
    Object.fromEntries(
      [...costs].map(([name, { codes, cpuMs, bytes }]) => [
        name,
        { "refused as": codes.join(", "), "CPU ms": Math.round(cpuMs), MB: Math.round(bytes / 1e6) },
      ]),
    ),
  );
  return [...costs.values()].every(
    ({ codes, cpuMs, bytes }) => codes.length > 0 && cpuMs <= MOST_MS && bytes <= MOST_BYTES,
  );
}

async function costOf(path: string, taskType: TaskType): Promise<BombCost> {
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, CHILD, path, taskType]);
  return JSON.parse(stdout) as BombCost;
}

function* zeros(megabytes: number): Generator<Buffer> {
  yield Buffer.from("input,label\n");
  const megabyte = Buffer.alloc(1e6);
  for (let written = 0; written < megabytes; written++) yield megabyte;
}
