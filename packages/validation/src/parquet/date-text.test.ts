import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dayText, momentText } from "./date-text.ts";

test("a day is written as its date", () => {
  expect([0, -1, 59, 20_782].map(dayText)).toEqual(["1970-01-01", "1969-12-31", "1970-03-01", "2026-11-25"]);
});

test("a moment is written as Date writes it, without a time that says nothing", () => {
  const moments = fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 0, 1) });
  fc.assert(
    fc.property(moments, (ms) => {
      const iso = new Date(ms).toISOString();
      expect(momentText(ms)).toBe(iso.replace(".000Z", "Z").replace("T00:00:00Z", ""));
    }),
  );
});
