import { expect, test } from "vitest";
import { Fingerprint } from "./fingerprint.ts";

const fingerprint = new Fingerprint();
const of = (bytes: Uint8Array, start = 0, end = bytes.length) => {
  fingerprint.of({ bytes, start, end });
  return `${fingerprint.low} ${fingerprint.high}`;
};

test("depends on the bytes of the span and on nothing around it", () => {
  const text = new TextEncoder().encode("one and the same text");
  for (let shift = 0; shift < 9; shift++) {
    const moved = new Uint8Array(64).fill(shift + 1);
    moved.set(text, shift);
    expect(of(moved, shift, shift + text.length)).toBe(of(text));
  }
});

test("no two of 50,000 numbered texts share a half of it more often than chance has it", () => {
  const [lows, highs, both] = [new Set<number>(), new Set<number>(), new Set<string>()];
  for (let index = 0; index < 50_000; index++) {
    const all = of(new TextEncoder().encode(`This is review number ${index} of many.`));
    lows.add(fingerprint.low);
    highs.add(fingerprint.high);
    both.add(all);
  }
  // By chance it is less than one pair that shares 32 bits.
  expect(lows.size).toBeGreaterThan(49_995);
  expect(highs.size).toBeGreaterThan(49_995);
  expect(both.size).toBe(50_000);
});

test("zeros of different number differ", () => {
  expect(new Set(Array.from({ length: 40 }, (_, length) => of(new Uint8Array(length)))).size).toBe(40);
});
