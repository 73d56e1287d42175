import { crc32 as ofZlib } from "node:zlib";
import { expect, test } from "vitest";
import { crc32 } from "./crc32.ts";
import { crc32 as byBytes } from "./crc32-by-bytes.ts";

const bytes = Uint8Array.from({ length: 1_000 }, (_, at) => (at * 2_654_435_761) >>> 11);

test.each([
  ["eight bytes at a time", crc32],
  ["a byte at a time, as in browsers", byBytes],
])("a CRC-32 %s is zlib's, of any length and piece by piece", (_, ours) => {
  for (const length of [0, 1, 7, 8, 9, 1_000])
    expect(ours(bytes.subarray(0, length))).toBe(ofZlib(bytes.subarray(0, length)));
  expect(ours(bytes.subarray(333), ours(bytes.subarray(0, 333)))).toBe(ofZlib(bytes));
});
