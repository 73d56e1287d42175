/** Where numbers lie, and how far apart. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation: 0 when all are equal, Infinity when they lie further apart than a number reaches. */
  readonly deviation: number;
}

/** Of any finite numbers, of which there is at least one: also of those whose squares no number can hold. */
export function spreadOf(values: readonly number[]): Spread {
  const [least, most] = values.reduce(
    ([low, high], value): [number, number] => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
  // Not by the variance: adding up rounds, and then equal numbers seem to differ.
  if (least === most) return { mean: least, deviation: 0 };
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const furthest = Math.max(most - mean, mean - least);
  if (!Number.isFinite(furthest)) return { mean, deviation: Infinity };
  // A power of two, by which dividing is exact: ordinary numbers come out the same as without it.
  const scale = 2 ** Math.floor(Math.log2(furthest));
  const variance = values.reduce((sum, value) => sum + ((value - mean) / scale) ** 2 / values.length, 0);
  return { mean, deviation: scale * Math.sqrt(variance) };
}
