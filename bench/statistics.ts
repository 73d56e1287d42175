/** What several rounds of one measurement say. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError without a value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const min = sorted[0];
  const max = sorted.at(-1);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (min === undefined || max === undefined || upper === undefined || lower === undefined)
    throw new RangeError("A spread needs at least one value");
  return { median: (lower + upper) / 2, min, max };
}

/** `412 (398-431)` */
export const formatSpread = ({ median, min, max }: Spread): string =>
  `${Math.round(median)} (${Math.round(min)}-${Math.round(max)})`;
