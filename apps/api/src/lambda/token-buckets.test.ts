import { expect, test } from "vitest";
import { TokenBuckets } from "./token-buckets.ts";

function scene(perSecond = 2, burst = 3) {
  const clock = { ms: 1_000_000 };
  return { clock, buckets: new TokenBuckets({ perSecond, burst }, () => clock.ms) };
}

test("a burst is let in, then so many calls a second, and who is refused is told when to come back", () => {
  const { clock, buckets } = scene();
  expect([1, 2, 3, 4].map(() => buckets.take("ann", 1))).toEqual([0, 0, 0, 500]);
  clock.ms += 499;
  expect(buckets.take("ann", 1)).toBe(1);
  clock.ms += 1;
  expect(buckets.take("ann", 1)).toBe(0);
  expect(buckets.take("ann", 1)).toBe(500);
});

test("one key's calls cost another one's nothing", () => {
  const { buckets } = scene();
  buckets.take("ann", 3);
  expect(buckets.take("ann", 1)).toBeGreaterThan(0);
  expect(buckets.take("bob", 1)).toBe(0);
});

test("a batch counts as its calls; one that never fits is let in when nothing else was", () => {
  const { clock, buckets } = scene();
  expect(buckets.take("ann", 2)).toBe(0);
  expect(buckets.take("ann", 2)).toBe(500);
  expect(buckets.take("ann", 50)).toBe(1_000);
  clock.ms += 1_000;
  expect(buckets.take("ann", 50)).toBe(0);
});

test("a clock that is set back gives nothing away and takes nothing", () => {
  const { clock, buckets } = scene();
  buckets.take("ann", 3);
  clock.ms -= 60_000;
  expect(buckets.take("ann", 1)).toBe(500);
});

test("whoever tries out keys without end does not fill the memory", () => {
  const { buckets } = scene();
  buckets.take("ann", 3);
  for (let key = 0; key < 1_000; key++) buckets.take(`key-${key}`, 1);
  // The oldest bucket is gone, and a new one is full.
  expect(buckets.take("ann", 1)).toBe(0);
});

test("calls with ever new keys give nobody's allowance back", () => {
  const { clock, buckets } = scene();
  buckets.take("ann", 3);
  for (let key = 0; key < 1_100; key++) {
    if (key % 100 === 0) clock.ms += 100;
    buckets.take(`key-${key}`, 1);
  }
  // What has come back in 1.1 seconds.
  expect([1, 2, 3].map(() => buckets.take("ann", 1))).toEqual([0, 0, 400]);
});
