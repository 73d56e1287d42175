import type { Floats, Matrix } from "../../learning/matrix.ts";
import type { CellWork } from "./cell.ts";
import type { PackedBatch } from "./packed-batch.ts";

/** Writes `row` into each of the first `count` rows of `target`: a bias, before products are added. */
export function fillRows(target: Floats, count: number, row: Floats): void {
  for (let index = 0; index < count; index += 1) target.set(row, index * row.length);
}

/**
 * Puts each running text's state after the previous step where this step's packed rows are, zeros at the first step:
 * then one product over all packed rows gives the gradient of the recurrent weights.
 */
export function copyPreviousStates(batch: PackedBatch, step: number, work: CellWork, width: number): void {
  const { states, previous } = work;
  const to = (batch.offset[step] as number) * width;
  const length = (batch.active[step] as number) * width;
  if (step === 0) {
    previous.fill(0, to, to + length);
    return;
  }
  const from = (batch.offset[step - 1] as number) * width;
  for (let at = 0; at < length; at += 1) previous[to + at] = states[from + at] as number;
}

/** Sums packed rows of the same token, because what went into them was computed once for each token. */
export function addRowsByToken(batch: PackedBatch, rows: Floats, byToken: Floats, width: number): void {
  byToken.fill(0, 0, batch.tokens.count * width);
  for (let row = 0; row < batch.rows; row += 1) {
    const to = (batch.tokenOfRow[row] as number) * width;
    const from = row * width;
    for (let at = 0; at < width; at += 1) byToken[to + at] = (byToken[to + at] as number) + (rows[from + at] as number);
  }
}

/** `sums[i] += the sum of column firstColumn + i`, for as many columns as there are sums. */
export function addColumnSums(sums: Floats, { data, offset, rows, rowStride }: Matrix, firstColumn: number): void {
  for (let row = 0; row < rows; row += 1) {
    const from = offset + row * rowStride + firstColumn;
    for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] as number) + (data[from + at] as number);
  }
}
