/** Training rows with each feature cut into at most 256 bins: a split is looked for between bins, not between rows. */
export interface BinnedRows {
  readonly rows: number;
  /** For each feature, the bin of each row. */
  readonly bins: readonly Uint8Array[];
  /** For each feature, ascending: what lies in bin `b` is at most `thresholds[b]`, and the last bin has none. */
  readonly thresholds: readonly Float32Array[];
}

const MAX_BINS = 256;

/** @param features - row by row, `width` numbers each. */
export function binRows(features: Float32Array, width: number): BinnedRows {
  const rows = features.length / width;
  const columns = Array.from({ length: width }, (_, feature) =>
    Float32Array.from({ length: rows }, (__, row) => features[row * width + feature] as number),
  );
  const thresholds = columns.map(thresholdsOf);
  const bins = columns.map((column, feature) => {
    const limits = thresholds[feature] ?? new Float32Array();
    return Uint8Array.from(column, (value) => binOf(value, limits));
  });
  return { rows, bins, thresholds };
}

/** Between neighbouring values; where there are too many of those, between equal shares of the rows. */
function thresholdsOf(column: Float32Array): Float32Array {
  const sorted = column.toSorted();
  const places: number[] = [];
  for (let row = 1; row < sorted.length; row += 1) if (sorted[row - 1] !== sorted[row]) places.push(row);
  const step = Math.max(1, places.length / (MAX_BINS - 1));
  const chosen = Array.from(
    { length: Math.min(places.length, MAX_BINS - 1) },
    (_, at) => places[Math.floor(at * step)],
  );
  return Float32Array.from(chosen, (place = 1) => between(sorted[place - 1] as number, sorted[place] as number));
}

/** The middle, unless rounding to 32 bits puts it on the upper value, which must stay above. */
function between(lower: number, upper: number): number {
  const middle = Math.fround((lower + upper) / 2);
  return middle < upper ? middle : lower;
}

/** The first threshold that is not below the value. */
function binOf(value: number, thresholds: Float32Array): number {
  let low = 0;
  let high = thresholds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((thresholds[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
