/** Where a generator stands: four 32-bit words. */
export type RandomState = readonly [number, number, number, number];

/** A seeded source of numbers: the same seed gives the same numbers on every machine. Not for secrets. */
export interface Random {
  /** In [0, 1), 32 bits. */
  next(): number;
  /** A whole number in [0, limit). */
  below(limit: number): number;
  state(): RandomState;
}

/** @param seed - 0 to 2^32 - 1. */
export function seededRandom(seed: number): Random {
  const random = randomAt([seed >>> 0, 0x9e37_79b9, 0x243f_6a88, 1]);
  // sfc32 needs a few rounds until nearby seeds have nothing in common.
  for (let round = 0; round < 15; round += 1) random.next();
  return random;
}

/** Goes on where {@link Random.state} was taken. The algorithm is sfc32 (Chris Doty-Humphrey, PractRand). */
export function randomAt([first, second, third, count]: RandomState): Random {
  let a = first | 0;
  let b = second | 0;
  let c = third | 0;
  let d = count | 0;
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  return { next, below: (limit) => Math.floor(next() * limit), state: () => [a, b, c, d] };
}

/** Fisher–Yates, in place. */
export function shuffle(items: Int32Array | number[], random: Random): void {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const kept = items[last] as number;
    items[last] = items[other] as number;
    items[other] = kept;
  }
}
