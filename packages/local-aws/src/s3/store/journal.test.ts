import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Journal } from "./journal.ts";

const folder = await mkdtemp(join(tmpdir(), "flash-journal-"));
const opened: Journal<number>[] = [];
afterAll(async () => {
  await Promise.allSettled(opened.map((journal) => journal.close()));
  await rm(folder, { recursive: true });
});

async function open(name: string, beforeWrite: () => Promise<void> = async () => undefined) {
  const replayed: number[] = [];
  const file = join(folder, name);
  const journal = await Journal.open<number>({ file, replay: (change) => replayed.push(change), beforeWrite });
  opened.push(journal);
  return { journal, replayed, file };
}

async function written(name: string, ...changes: readonly number[]): Promise<string> {
  const { journal, file } = await open(name);
  for (const change of changes) await journal.append(change, () => undefined);
  await journal.close();
  return file;
}

test("changes come back in order after a restart", async () => {
  await written("order", 1, 2, 3);
  expect((await open("order")).replayed).toEqual([1, 2, 3]);
});

test("changes that arrive together share one flush, and are applied in their order", async () => {
  let flushes = 0;
  const { journal, file } = await open("together", async () => void flushes++);
  const applied: number[] = [];
  await Promise.all([1, 2, 3, 4].map((change) => journal.append(change, () => applied.push(change))));
  expect(applied).toEqual([1, 2, 3, 4]);
  expect(flushes).toBe(2);
  expect((await readFile(file, "utf8")).trim().split("\n")).toHaveLength(2);
});

test("a line that a crash tore is cut off, and writing goes on behind what is whole", async () => {
  const file = await written("torn", 1, 2, 3);
  const { length } = await readFile(file);
  for (const lost of [1, 3, 10]) {
    await truncate(file, length - lost);
    const { journal, replayed } = await open("torn");
    expect(replayed).toEqual([1, 2]);
    await journal.append(3, () => undefined);
    await journal.close();
  }
  expect((await open("torn")).replayed).toEqual([1, 2, 3]);
});

test("bytes that were allotted but never written count as torn too", async () => {
  const file = await written("zeros", 1);
  await appendFile(file, Buffer.alloc(100));
  expect((await open("zeros")).replayed).toEqual([1]);
});

test("damage in the middle is refused instead of losing what came later", async () => {
  const file = await written("damaged", 1, 2, 3);
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace("[2]", "[7]"));
  await expect(open("damaged")).rejects.toThrow("is damaged at byte");
});

test("a change that the disk refuses is not applied, and the next one is not harmed", async () => {
  let full = true;
  const { journal } = await open("full", async () => {
    if (full) throw new Error("no space");
  });
  const applied: number[] = [];
  await expect(journal.append(1, () => applied.push(1))).rejects.toThrow("no space");
  full = false;
  await journal.append(2, () => applied.push(2));
  await journal.close();
  expect(applied).toEqual([2]);
  expect((await open("full")).replayed).toEqual([2]);
});

test("compaction replaces the file, and changes that come while it runs are kept", async () => {
  const { journal } = await open("compact");
  let sum = 0;
  const add = (change: number): Promise<void> => journal.append(change, () => void (sum += change));
  for (let change = 0; change < 100; change++) await add(change);
  const before = journal.sizeBytes;
  await Promise.all([add(1000), journal.compact(() => [sum]), add(10_000), add(100_000)]);
  expect(journal.sizeBytes).toBeLessThan(before);
  await journal.close();
  const { replayed } = await open("compact");
  expect(replayed.length).toBeLessThan(5);
  expect(replayed.reduce((total, change) => total + change, 0)).toBe(4950 + 111_000);
});
