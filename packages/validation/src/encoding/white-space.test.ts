import { expect, test } from "vitest";
import { isBlank } from "./white-space.ts";

test("agrees with String.prototype.trim on every character that is no control character", () => {
  const encoder = new TextEncoder();
  const disagreeing: string[] = [];
  for (let code = 0x20; code <= 0xffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const bytes = encoder.encode(String.fromCharCode(code));
    if (isBlank(bytes, 0, bytes.length) !== (String.fromCharCode(code).trim() === ""))
      disagreeing.push(code.toString(16));
  }
  expect(disagreeing).toEqual([]);
});

test("a character that is cut off is not white space", () => {
  expect(isBlank(Uint8Array.of(0xe3, 0x80, 0x80), 0, 2)).toBe(false);
  expect(isBlank(Uint8Array.of(0xc2, 0xa0), 0, 1)).toBe(false);
});
