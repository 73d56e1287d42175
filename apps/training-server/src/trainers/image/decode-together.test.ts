import { expect, test } from "vitest";
import { decodedTogether } from "./decode-together.ts";

const groupsOf = (...megapixels: number[]) => {
  const pictures = megapixels.map((size, number) => ({
    picture: { number, path: `${number}.jpg`, label: 0, side: "train" as const },
    pixels: size * 1_000_000,
  }));
  return decodedTogether(pictures).map((group) => group.map(({ number }) => number));
};

test("pictures are decoded together while they fit, so that eight of the largest that are allowed take no more memory than one", () => {
  expect(groupsOf(1, 1, 1, 1, 1, 1, 1, 1)).toEqual([[0, 1, 2, 3, 4, 5, 6, 7]]);
  expect(groupsOf(24, 24, 24, 48, 1, 100, 100)).toEqual([[0, 1], [2], [3, 4], [5], [6]]);
});
