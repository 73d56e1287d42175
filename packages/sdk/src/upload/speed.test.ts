import { expect, test } from "vitest";
import { speedometer } from "./speed.ts";

const MB = 1_000_000;
const speedOf = (...samples: readonly (readonly [atMs: number, bytes: number])[]): number | null => {
  const speed = speedometer();
  for (const [atMs, bytes] of samples) speed.add(atMs, bytes);
  return speed.bytesPerSecond();
};

test("half a second is the least that a speed is told from", () => {
  expect(speedOf([0, 0])).toBeNull();
  expect(speedOf([0, 0], [499, MB])).toBeNull();
  expect(speedOf([0, 0], [500, MB])).toBe(2 * MB);
});

test("what lies more than ten seconds back no longer counts", () => {
  const slow = [0, 1, 2, 3].map((second) => [second * 1_000, second * MB] as const);
  const fast = Array.from({ length: 20 }, (_, second) => [3_000 + second * 1_000, (3 + second * 5) * MB] as const);
  expect(speedOf(...slow, ...fast)).toBe(5 * MB);
});

test("bytes that are sent again begin a new measurement", () => {
  expect(speedOf([0, 0], [1_000, 8 * MB], [1_100, MB])).toBeNull();
  expect(speedOf([0, 0], [1_000, 8 * MB], [1_100, MB], [2_100, 4 * MB])).toBe(3 * MB);
});

test("a reading of thousands of pieces a second keeps a sample of each tenth, and tells the newest", () => {
  const speed = speedometer();
  for (let piece = 0; piece <= 200_000; piece++) speed.add(piece / 100, piece * 1_000);
  expect(speed.bytesPerSecond()).toBe(100 * MB);
});
