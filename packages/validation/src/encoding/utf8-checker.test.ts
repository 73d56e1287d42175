import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LastView } from "../bytes/last-view.ts";
import { countCharacters, nextSuspect, sequenceLength } from "./utf8-checker.ts";

/** The bytes at which the rules of UTF-8 change, with their neighbours. */
const EDGES = [
  0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef,
];
const MORE_EDGES = [0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff];

function faultsIn(bytes: Uint8Array): number {
  let faults = 0;
  for (let at = 0; at < bytes.length;) {
    const length = (bytes[at] ?? 0) < 0x80 ? 1 : sequenceLength(bytes, at, bytes.length);
    if (length < 0) faults++;
    at += Math.abs(length);
  }
  return faults;
}

const replacements = (bytes: Uint8Array) => new TextDecoder().decode(bytes).split("\uFFFD").length - 1;

test("agrees with the platform's decoder on every combination of bytes at which the rules change", () => {
  const edges = [...EDGES, ...MORE_EDGES];
  const disagreeing: number[][] = [];
  for (const one of edges) {
    for (const two of edges) {
      for (const three of edges) {
        for (const bytes of [Uint8Array.of(one, two, three), Uint8Array.of(one, two, three, 0x80)]) {
          if (faultsIn(bytes) !== replacements(bytes)) disagreeing.push([...bytes]);
        }
      }
    }
  }
  expect(disagreeing).toEqual([]);
});

describe("the search for bytes that are not plain", () => {
  test("finds the first one inside the span and none around it", () => {
    const suspect = fc.constantFrom(0, 0x80, 0xff);
    const places = fc.tuple(fc.nat({ max: 99 }), fc.nat({ max: 99 }), fc.nat({ max: 99 }), suspect);
    fc.assert(
      fc.property(places, ([one, other, place, byte]) => {
        const bytes = new Uint8Array(100).fill(1);
        bytes[place] = byte;
        const [start, end] = [Math.min(one, other), Math.max(one, other)];
        const expected = place >= start && place < end ? place : end;
        expect(nextSuspect({ bytes, start, end }, new Int32Array(bytes.buffer))).toBe(expected);
      }),
      { numRuns: 5_000 },
    );
  });
});

test("characters are code points, wherever they stand", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), fc.nat({ max: 7 }), (text, start) => {
      const encoded = new TextEncoder().encode(text);
      // What is around them continues something, and is not counted.
      const bytes = new Uint8Array(encoded.length + 16).fill(0xbf);
      bytes.set(encoded, start);
      const span = { bytes, start, end: start + encoded.length };
      expect(countCharacters(span, new LastView())).toBe(Array.from(text).length);
    }),
  );
});
