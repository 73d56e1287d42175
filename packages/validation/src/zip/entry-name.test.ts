import { expect, test } from "vitest";
import { decodeName } from "./entry-name.ts";

test("a name that is no UTF-8 has the letters, boxes and signs of code page 437", () => {
  const bytes = Uint8Array.of(0x2f, 0x7e, 0x80, 0x8e, 0xaf, 0xb0, 0xc9, 0xdf, 0xe0, 0xe1, 0xf8, 0xfd, 0xff);
  expect(decodeName(bytes, false)).toBe("/~ÇÄ»░╔▀αß°²\u00a0");
});
