import * as fc from "fast-check";
import { expect, test } from "vitest";
import { LONE_SURROGATE, Utf16ToUtf8 } from "./utf16-to-utf8.ts";

function utf8Of(bytes: Uint8Array, encoding: "utf-16le" | "utf-16be", cuts: readonly number[]): Buffer {
  const transcoder = new Utf16ToUtf8(encoding);
  const pieces: Uint8Array[] = [];
  let start = 0;
  for (const end of [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b)) {
    pieces.push(transcoder.push(bytes.subarray(start, end)).slice());
    start = end;
  }
  return Buffer.concat([...pieces, transcoder.finish()]);
}

test("any text comes out in UTF-8, in both byte orders and any chunks", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.array(fc.nat(), { maxLength: 5 }), (text, cuts) => {
      const littleEndian = Buffer.from(text, "utf16le");
      const bigEndian = Buffer.from(littleEndian).swap16();
      expect(utf8Of(littleEndian, "utf-16le", cuts).toString()).toBe(text);
      expect(utf8Of(bigEndian, "utf-16be", cuts).toString()).toBe(text);
    }),
  );
});

test("each half of a pair, and a byte that is left over, becomes a byte that UTF-8 never has", () => {
  const halves = [0x61, 0, 0x3d, 0xd8, 0x62, 0, 0xac, 0xdf, 0x3d, 0xd8, 0x63];
  expect([...utf8Of(Uint8Array.from(halves), "utf-16le", [])]).toEqual([
    0x61,
    LONE_SURROGATE,
    0x62,
    LONE_SURROGATE,
    LONE_SURROGATE,
    LONE_SURROGATE,
  ]);
});
