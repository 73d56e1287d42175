import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { removeFolder } from "./remove-folder.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "flash-remove-"))));

/** Built from its inner end, since no path to that can be written. */
function buryDeep(levels: number): void {
  const inner = join(folder, "inner");
  mkdirSync(inner);
  writeFileSync(join(inner, "file"), "");
  for (let level = 0; level < levels; level += 1) {
    const outer = join(folder, "outer");
    mkdirSync(outer);
    renameSync(inner, join(outer, "d".repeat(200)));
    renameSync(outer, inner);
  }
}

test("a folder that lies deeper than any path reaches is removed, which Node's own rm gives up at", async () => {
  buryDeep(30);
  await expect(rm(folder, { recursive: true, force: true })).rejects.toThrow(/ENAMETOOLONG/u);
  await removeFolder(folder);
  expect(existsSync(folder)).toBe(false);
});

test("folders that may not be written to are removed, with files of any name; what links point to stays", async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "flash-elsewhere-"));
  writeFileSync(join(elsewhere, "kept"), "");
  const locked = join(folder, "cache", "locked");
  mkdirSync(locked, { recursive: true });
  writeFileSync(
    Buffer.concat([
      Buffer.from(`${locked}/`),
      process.platform === "linux" ? Buffer.of(0xe9, 0xff) : Buffer.from("file"),
    ]),
    "",
  );
  symlinkSync(elsewhere, join(locked, "link"));
  buryDeep(30);
  chmodSync(locked, 0o500);
  await removeFolder(folder);
  expect([existsSync(folder), existsSync(join(elsewhere, "kept"))]).toEqual([false, true]);
  await rm(elsewhere, { recursive: true });
});

test("a folder that is not there is fine", async () => {
  await removeFolder(join(folder, "never"));
  await removeFolder(folder);
});
