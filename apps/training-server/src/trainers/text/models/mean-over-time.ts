import type { Floats } from "../../learning/matrix.ts";
import type { PackedBatch } from "./packed-batch.ts";

/** `mean[text] = average of the packed rows of that text`, each `width` numbers long. */
export function meanOverTime(batch: PackedBatch, rows: Floats, width: number, mean: Floats): void {
  mean.fill(0, 0, batch.count * width);
  for (let step = 0; step < batch.steps; step += 1) {
    const from = (batch.offset[step] as number) * width;
    const length = (batch.active[step] as number) * width;
    for (let at = 0; at < length; at += 1) mean[at] = (mean[at] as number) + (rows[from + at] as number);
  }
  divideByLength(batch, mean, width);
}

/** Divides each text's row by its length: the mean's own gradient, and its last step. */
export function divideByLength(batch: PackedBatch, values: Floats, width: number): void {
  for (let text = 0; text < batch.count; text += 1) {
    const length = batch.lengths[text] as number;
    for (let at = text * width; at < (text + 1) * width; at += 1) values[at] = (values[at] as number) / length;
  }
}
