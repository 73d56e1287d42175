import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { spawnDemo } from "./command.ts";
import { TINY_CSV } from "./scene.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flash-demo-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function demo(csv: string, ...args: readonly string[]) {
  const file = join(folder, "file.csv");
  await writeFile(file, csv);
  const { ended, output } = spawnDemo([file, ...args]);
  const { code } = await ended;
  return { code, output: output() };
}

test("the demo ends with 0 when the model was measured and every machine is off, and leaves the model", async () => {
  const model = join(folder, "model");
  const { code, output } = await demo(TINY_CSV, "--model", "fasttext", "--epochs", "2", "--out", model);
  expect(output).toMatch(/Accuracy on held-out rows: \d+\.\d %\n.*\nAll machines are off\.\n$/u);
  expect(code).toBe(0);
  expect(await readdir(model)).toEqual(expect.arrayContaining(["labels.json", "metrics.json", "model.onnx"]));
});

test("a file that is refused ends it with 1, and with what is wrong with it", async () => {
  const { code, output } = await demo("input,label\nhello,ham\nhello again,ham\n");
  expect(output).toContain("file.csv has errors; nothing was sent.");
  expect(output).toMatch(/refused {5}All examples have the same label “ham”\./u);
  expect(output).not.toMatch(/\n\s+at /u);
  expect(code).toBe(1);
});

test("what cannot be asked for ends it with 2, before anything is started", async () => {
  const { code, output } = await demo(TINY_CSV, "--at-least", "94");
  expect(output).toContain("--at-least is a score of at most 1");
  expect(code).toBe(2);
});
