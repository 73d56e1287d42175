import * as fc from "fast-check";
import { expect, test } from "vitest";
import { LengthHistogram } from "./length-histogram.ts";

test("says nothing about nothing", () => {
  expect(new LengthHistogram().facts()).toBeNull();
});

test("quantiles are exact below 256 and at most 1.6 % too low above", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5_000_000 }), { minLength: 1, maxLength: 50 }), (lengths) => {
      const histogram = new LengthHistogram();
      for (const length of lengths) histogram.add(length);
      const sorted = lengths.toSorted((one, other) => one - other);
      const facts = histogram.facts();
      for (const [share, found] of [
        [0.5, facts?.median],
        [0.95, facts?.p95],
      ] as const) {
        const exact = sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
        expect(found).toBeLessThanOrEqual(exact);
        expect(found).toBeGreaterThanOrEqual(exact < 256 ? exact : exact * (1 - 1 / 64));
      }
      expect(facts).toMatchObject({ min: sorted[0], max: sorted.at(-1) });
    }),
  );
});
