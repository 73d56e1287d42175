import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { freeBytes, requireDiskSpace } from "./disk-space.ts";

const GIB = 1024 ** 3;

test("a dataset that does not fit twice is refused with what is needed", () => {
  expect(() => requireDiskSpace(2 * GIB, GIB)).toThrow("has 2048 MiB of free disk, this dataset needs 2112 MiB");
  expect(() => requireDiskSpace(2.1 * GIB, GIB)).not.toThrow();
});

test("the free space of a real disk is read in bytes", async () => {
  expect(await freeBytes(tmpdir())).toBeGreaterThan(1_000_000);
});
