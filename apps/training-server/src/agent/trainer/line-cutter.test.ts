import { expect, test } from "vitest";
import { LineCutter } from "./line-cutter.ts";

function cut(limitBytes: number, chunks: readonly Uint8Array[]): string[] {
  const seen: string[] = [];
  const cutter = new LineCutter(limitBytes, {
    line: (text) => seen.push(text),
    tooLong: (bytes) => seen.push(`[${bytes}]`),
  });
  for (const chunk of chunks) cutter.push(chunk);
  cutter.finish();
  return seen;
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("lines are the same however the bytes were cut, inside a character too", () => {
  const text = bytes("grün\r\n{}\n\nlast");
  const single = Array.from(text, (byte) => Uint8Array.of(byte));
  expect(cut(100, [text])).toEqual(["grün", "{}", "", "last"]);
  expect(cut(100, single)).toEqual(["grün", "{}", "", "last"]);
});

test("a line of exactly the limit is a line, one byte more is only counted", () => {
  expect(cut(4, [bytes("1234\n12345\nab\n")])).toEqual(["1234", "[5]", "ab"]);
});

test("a flood without a line feed is counted, not kept", () => {
  const block = new Uint8Array(1_048_576).fill(0x61);
  expect(
    cut(
      65_536,
      Array.from({ length: 64 }, () => block),
    ),
  ).toEqual([`[${64 * 1_048_576}]`]);
});

test("the chunk's memory may be used again by the stream", () => {
  const seen: string[] = [];
  const cutter = new LineCutter(10, { line: (text) => seen.push(text), tooLong: () => undefined });
  const chunk = bytes("ab");
  cutter.push(chunk);
  chunk.fill(0);
  cutter.push(bytes("\n"));
  expect(seen).toEqual(["ab"]);
});
