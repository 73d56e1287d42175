import type { Picture } from "./dataset.ts";

/** Pixels that are decoded at once, of 4 bytes each, and as many again while one picture is brought to its size. */
export const PIXELS_AT_ONCE = 50_000_000;

/** A picture and how large its header says that it is. */
export interface Measured {
  readonly picture: Picture;
  readonly pixels: number;
}

/** Cuts a batch, in its order, into pictures that may be decoded together; one that is too large for that goes alone. */
export function decodedTogether(batch: readonly Measured[]): Picture[][] {
  const groups: Picture[][] = [];
  let sum = Number.POSITIVE_INFINITY;
  for (const { picture, pixels } of batch) {
    sum += pixels;
    if (sum > PIXELS_AT_ONCE) {
      groups.push([]);
      sum = pixels;
    }
    groups.at(-1)?.push(picture);
  }
  return groups;
}
