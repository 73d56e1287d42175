import { expect, test } from "vitest";
import { partBytes, partCount, partSizeFor } from "./part-size.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

test.each([
  [1, 5 * MIB],
  [5 * GIB, 5 * MIB],
  [50_000 * MIB, 5 * MIB],
  [50_000 * MIB + 1, 6 * MIB],
  [10_000 * 5 * GIB, 5 * GIB],
])("%d bytes go in parts of %d", (sizeBytes, expected) => {
  const partSizeBytes = partSizeFor(sizeBytes);
  expect(partSizeBytes).toBe(expected);
  expect(partCount(sizeBytes, partSizeBytes)).toBeLessThanOrEqual(10_000);
});

test("more than S3 takes is refused", () => {
  expect(() => partSizeFor(10_000 * 5 * GIB + 1)).toThrow("are more than");
});

test("every part is whole but the last, and there are no others", () => {
  expect([0, 1, 2, 3].map((number) => partBytes(7 * MIB, 5 * MIB, number))).toEqual([null, 5 * MIB, 2 * MIB, null]);
  expect(partBytes(5 * MIB, 5 * MIB, 2)).toBeNull();
  expect(partCount(7 * MIB, 5 * MIB)).toBe(2);
});
