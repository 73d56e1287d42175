import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { inTurn } from "../../build/in-turn.ts";

async function newLock(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "flash-turn-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "below", "lock");
}

test("of several at once one works at a time", async () => {
  const lock = await newLock();
  const told: string[] = [];
  const work = (name: string) => () =>
    Promise.resolve()
      .then(() => told.push(`${name} begins`))
      .then(() => new Promise((resolve) => setImmediate(resolve)))
      .then(() => void told.push(`${name} ends`));
  const several = ["one", "two", "three"].map((name) => work(name));
  await Promise.all(several.map((one) => inTurn(lock, one)));
  // And over the lock of a process that has died, which each of them finds: no process has so high a number.
  await writeFile(lock, "4194305");
  await Promise.all(several.map((one) => inTurn(lock, one)));
  expect(told).toHaveLength(12);
  for (let at = 0; at < 12; at += 2) expect(told[at + 1]).toBe(told[at]?.replace("begins", "ends"));
});

test("a lock of a process that has died holds nobody up, and work that fails gives it back", async () => {
  const lock = await newLock();
  await inTurn(lock, () => Promise.resolve());
  // No process has so high a number.
  await writeFile(lock, "4194305");
  await expect(inTurn(lock, () => Promise.reject(new Error("no disk")))).rejects.toThrow("no disk");
  await inTurn(lock, () => Promise.resolve());
});
