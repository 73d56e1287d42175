import type { Floats } from "./matrix.ts";

/** In place, one distribution per row; the largest logit is subtracted first, so that nothing overflows. */
export function softmaxRows(logits: Floats, rows: number, columns: number): void {
  for (let row = 0; row < rows; row += 1) {
    const start = row * columns;
    let largest = -Infinity;
    for (let at = start; at < start + columns; at += 1) largest = Math.max(largest, logits[at] as number);
    let sum = 0;
    for (let at = start; at < start + columns; at += 1) {
      const power = Math.exp((logits[at] as number) - largest);
      logits[at] = power;
      sum += power;
    }
    for (let at = start; at < start + columns; at += 1) logits[at] = (logits[at] as number) / sum;
  }
}

/** The first of the largest. */
export function largestIndex(values: Floats, start: number, length: number): number {
  let best = 0;
  for (let index = 1; index < length; index += 1) {
    if ((values[start + index] as number) > (values[start + best] as number)) best = index;
  }
  return best;
}

/** Cross-entropy of one row in nats. A probability that underflowed counts as 1e-38, so that the loss stays finite. */
export const crossEntropy = (probabilities: Floats, at: number): number =>
  -Math.log(Math.max(probabilities[at] as number, 1e-38));
