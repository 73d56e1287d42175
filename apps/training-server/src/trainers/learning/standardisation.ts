/** Mean and standard deviation of each column. */
export interface Standardisation {
  readonly means: Float64Array;
  /** 1 for a column that hardly varies: dividing by nothing would make noise of it. */
  readonly deviations: Float64Array;
}

/** Below it a column counts as constant. */
const LEAST_DEVIATION = 1e-3;

/** @param values - row by row; of at least one row. */
export function standardisationOf(values: Float32Array, columns: number): Standardisation {
  const rows = values.length / columns;
  const means = new Float64Array(columns);
  const deviations = new Float64Array(columns);
  for (let at = 0; at < values.length; at += 1) {
    const column = at % columns;
    means[column] = (means[column] as number) + (values[at] as number) / rows;
  }
  for (let at = 0; at < values.length; at += 1) {
    const column = at % columns;
    const distance = (values[at] as number) - (means[column] as number);
    deviations[column] = (deviations[column] as number) + (distance * distance) / rows;
  }
  return { means, deviations: deviations.map(Math.sqrt).map((one) => (one < LEAST_DEVIATION ? 1 : one)) };
}

/** In place. */
export function standardise(values: Float32Array, { means, deviations }: Standardisation): void {
  for (let at = 0; at < values.length; at += 1) {
    const column = at % means.length;
    values[at] = ((values[at] as number) - (means[column] as number)) / (deviations[column] as number);
  }
}
