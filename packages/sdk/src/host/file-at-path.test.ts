import { mkdtemp, open, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fileAtPath } from "./file-at-path.ts";
import type { FileAtPath } from "./host.ts";

let folder: string;
let file: FileAtPath | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "flash-file-"));
});
afterEach(async () => {
  await file?.close();
  file = undefined;
  await rm(folder, { recursive: true });
});
const given = async (bytes: string): Promise<string> => {
  const path = join(folder, "rows.csv");
  await writeFile(path, bytes);
  return path;
};

describe("a file of this computer", () => {
  test("is read from the start each time, and anywhere", async () => {
    file = await fileAtPath(await given("input,label\n"));
    const { name, sizeBytes } = file;
    expect({ name, sizeBytes }).toEqual({ name: "rows.csv", sizeBytes: 12 });
    for (const _ of [1, 2]) {
      let text = "";
      for await (const piece of file.stream()) text += Buffer.from(piece).toString();
      expect(text).toBe("input,label\n");
    }
    expect(Buffer.from(await file.readAt(6, 5)).toString()).toBe("label");
  });

  test("of more than 4 GiB has all of its bytes, where Node's own Blob of it counts in 32 bits", async () => {
    const path = join(folder, "large.csv");
    const end = 2 ** 32 + 705;
    const handle = await open(path, "w");
    await handle.write(Buffer.from("the end"), 0, 7, end - 7);
    await handle.close();
    file = await fileAtPath(path);
    expect(file.sizeBytes).toBe(end);
    expect(Buffer.from(await file.readAt(end - 7, 7)).toString()).toBe("the end");
  });

  test("that becomes shorter while it is read is refused as changed", async () => {
    const path = await given("input,label\n");
    file = await fileAtPath(path);
    await truncate(path, 8);
    await expect(file.readAt(6, 5)).rejects.toMatchObject({
      code: "file_changed",
      problem: { expectedBytes: 12, foundBytes: 8 },
    });
  });

  test.each([
    ["that is not there", () => join(folder, "no.csv")],
    ["that is a folder", () => folder],
  ])("%s is refused", async (_, path) => {
    await expect(fileAtPath(path())).rejects.toMatchObject({ code: "file_unreadable" });
  });
});
