import { expect, test } from "vitest";
import { randomAt, seededRandom, shuffle } from "./seeded-random.ts";

const draw = (random: { next(): number }, count: number) => Array.from({ length: count }, () => random.next());

test("the same seed gives the same numbers, a neighbouring one quite others", () => {
  expect(draw(seededRandom(1), 5)).toEqual(draw(seededRandom(1), 5));
  expect(draw(seededRandom(1), 5)).not.toEqual(draw(seededRandom(2), 5));
  const [one, two] = [draw(seededRandom(1), 1000), draw(seededRandom(2), 1000)];
  const products = one.map((value, index) => (value - 0.5) * ((two[index] ?? 0) - 0.5));
  expect(Math.abs(products.reduce((sum, value) => sum + value, 0) / 1000)).toBeLessThan(0.01);
});

test("a generator goes on from where its state was taken", () => {
  const random = seededRandom(42);
  draw(random, 17);
  const later = randomAt(random.state());
  expect(draw(later, 5)).toEqual(draw(random, 5));
});

test("numbers are spread evenly over [0, 1)", () => {
  const counts = Array.from({ length: 10 }, () => 0);
  for (const value of draw(seededRandom(7), 10_000))
    counts[Math.floor(value * 10)] = (counts[Math.floor(value * 10)] ?? 0) + 1;
  expect(Math.min(...counts)).toBeGreaterThan(900);
  expect(Math.max(...counts)).toBeLessThan(1_100);
});

test("a shuffle keeps every item and puts each anywhere", () => {
  const firsts = Array.from({ length: 600 }, (_, seed) => {
    const items = [1, 2, 3];
    shuffle(items, seededRandom(seed));
    expect(items.toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    return items[0];
  });
  for (const item of [1, 2, 3]) expect(firsts.filter((first) => first === item).length).toBeGreaterThan(150);
});
