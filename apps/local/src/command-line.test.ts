import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { portNumber, sentenceFor, typedFile, typedFolder } from "./command-line.ts";

let folder = "";
let file = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flash-command-line-"));
  file = join(folder, "a.csv");
  await writeFile(file, "input,label\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a file that is not there, or a folder in its place, is refused by name", async () => {
  expect(await typedFile(file)).toBe(file);
  await expect(typedFile(`${file}x`)).rejects.toThrow(`there is no file ${file}x\nTry --help.`);
  await expect(typedFile(folder)).rejects.toThrow(`${folder} is a folder, not a file`);
});

test("a folder may be made later; a file in its place is refused by name", async () => {
  expect(await typedFolder("data", folder)).toBe(folder);
  expect(await typedFolder("data", join(folder, "later"))).toBe(join(folder, "later"));
  await expect(typedFolder("data", file)).rejects.toThrow(`--data ${file} is a file, not a folder`);
});

test("a port leaves room for four more above it", () => {
  expect([portNumber("0"), portNumber("65531")]).toEqual([0, 65_531]);
  for (const text of ["65532", "-1", "x", "4100.5"]) expect(() => portNumber(text)).toThrow(/^--port must be/u);
});

test.each([
  ["EADDRINUSE", "listen", /--port/u],
  ["EACCES", "listen", /1024.*--port/u],
  ["EACCES", "mkdir", /may write/u],
  ["ENOTDIR", "mkdir", /Check the path/u],
  ["ENOSPC", "write", /disk is full/u],
])("%s of %s is told with what to do, and without a stack", (code, syscall, remedy) => {
  const told = sentenceFor(Object.assign(new Error(`${code}: refused, ${syscall}`), { code, syscall }));
  expect(told).toMatch(remedy);
  expect(told).not.toMatch(/\n\s+at /u);
});

test("a bug shows its stack", () => {
  expect(sentenceFor(new TypeError("no such thing"))).toMatch(/\n\s+at /u);
});
