import type { Leakage } from "@flash/schemas";
import { stratifiedSplit } from "../split/stratified-split.ts";
import { INPUT_HIGH, MARK, ROW_WORDS } from "./seen-tables.ts";

/** What a training without any choice of its own uses. */
const TRAIN_SHARE = 0.8;
const SEED = 1;

/**
 * Finds out how many rows that will be held out are trained on as well, because the same input occurs more than once.
 *
 * @param rows - all that are kept, as {@link SeenInputs} has them.
 * @param labels - of all classes, by class number.
 */
export function leakageOf(rows: Int32Array, labels: readonly string[]): Leakage {
  // Every offset is inside the rows.
  const wordOf = (row: number, word: number) => rows[row * ROW_WORDS + word] as number;
  // 53 of 64 bits: a number holds no more of them.
  const keyOf = (row: number) => (wordOf(row, INPUT_HIGH) & 0x1fffff) * 2 ** 32 + (wordOf(row, 0) >>> 0);
  const ofRows = Array.from({ length: rows.length / ROW_WORDS }, (_, row) => labels[wordOf(row, MARK) - 1] ?? "");
  const { train, validation } = stratifiedSplit(ofRows, TRAIN_SHARE, SEED);
  const trained = new Set(train.map(keyOf));
  const leaked = validation.filter((row) => trained.has(keyOf(row))).length;
  return { trainShare: TRAIN_SHARE, seed: SEED, heldOut: validation.length, leaked };
}
