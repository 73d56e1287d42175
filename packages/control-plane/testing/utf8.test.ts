import { expect, test } from "vitest";
import { compareUtf8, utf8Length } from "./utf8.ts";

/** UTF-8 as the language itself makes it, in hexadecimal: two digits a byte. */
const utf8Hex = (text: string): string =>
  encodeURIComponent(text).replaceAll(/%(..)|./gu, (character, byte: string | undefined) =>
    (byte ?? character.charCodeAt(0).toString(16)).toLowerCase(),
  );

test.each([
  ["a", 1],
  ["é", 2],
  ["漢", 3],
  ["\u{1F600}", 4],
  ["aé漢\u{1F600}", 10],
  ["", 0],
])("%s has %d bytes", (text, bytes) => {
  expect(utf8Length(text)).toBe(bytes);
  expect(utf8Hex(text)).toHaveLength(2 * bytes);
});

test("texts are ordered by their bytes", () => {
  const texts = ["\u{1F600}", "\uFF5E", "b", "a", "", "ab", "\u{1F600}a", "a\u{1F600}", "é", "漢字"];
  expect(texts.toSorted(compareUtf8).map(utf8Hex)).toEqual(texts.map(utf8Hex).sort());
});
