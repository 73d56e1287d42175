import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileSource } from "./file-source.ts";

test("a file of more than 4 GiB has all of its bytes, where Node's own Blob of it counts in 32 bits", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flash-source-"));
  const path = join(folder, "large.csv");
  const end = 2 ** 32 + 705;
  const file = await open(path, "w");
  await file.write(Buffer.from("the end"), 0, 7, end - 7);
  await file.close();
  const source = await fileSource(path);
  expect(source.sizeBytes).toBe(end);
  expect(Buffer.from(await source.read(end - 7, 7)).toString()).toBe("the end");
  let tail = "";
  for await (const piece of source.stream(end - 3)) tail += Buffer.from(piece).toString();
  expect(tail).toBe("end");
  await expect(source.read(end - 3, 4)).rejects.toThrow("ends before");
  rmSync(folder, { recursive: true });
});
