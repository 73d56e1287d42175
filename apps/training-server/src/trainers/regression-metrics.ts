export interface RegressionMetrics {
  /** 1 - squared errors ÷ squared distances from the mean of the truth; 0 where all are alike and one is not met. */
  readonly r2: number;
  /** Root of the mean squared error, in the target's unit, as is the next. */
  readonly rmse: number;
  /** Mean absolute error. */
  readonly mae: number;
}

/** @param truth, predicted - of at least one row, in the target's unit. */
export function regressionMetrics(truth: readonly number[], predicted: readonly number[]): RegressionMetrics {
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  let squares = 0;
  let absolutes = 0;
  let spread = 0;
  for (const [row, value] of truth.entries()) {
    const error = (predicted[row] ?? Number.NaN) - value;
    squares += error * error;
    absolutes += Math.abs(error);
    spread += (value - mean) ** 2;
  }
  const perfect = squares === 0 ? 1 : 0;
  return {
    r2: spread === 0 ? perfect : 1 - squares / spread,
    rmse: Math.sqrt(squares / truth.length),
    mae: absolutes / truth.length,
  };
}
