import type { ProblemLog } from "../report/problem-log.ts";
import { stratifiedSplit } from "../split/stratified-split.ts";
import type { SeenInputs } from "./seen-inputs.ts";
import { FIRST_ROWS, INPUT_HIGH, MARK, ROW_WORDS } from "./seen-tables.ts";

/** What a training without any choice of its own uses. */
const TRAIN_SHARE = 0.8;
const SEED = 1;

/**
 * Reports how many rows that will be held out are trained on as well, because the same input occurs more than once. Where there are too many
 * rows it reports nothing: that bounds memory, and the time that dividing them takes.
 *
 * @param seen - the inputs of all rows that are kept.
 * @param labels - of all classes, by class number; none where all rows are divided together.
 */
export function judgeLeakage(
  { rows, inputs }: Pick<SeenInputs, "rows" | "inputs">,
  { kept, labels }: { readonly kept: number; readonly labels: readonly string[] },
  log: ProblemLog,
): void {
  if (kept === inputs || kept > FIRST_ROWS) return;
  // Every offset is inside the rows.
  const wordOf = (row: number, word: number) => rows[row * ROW_WORDS + word] as number;
  // 53 of 64 bits: a number holds no more of them.
  const keyOf = (row: number) => (wordOf(row, INPUT_HIGH) & 0x1fffff) * 2 ** 32 + (wordOf(row, 0) >>> 0);
  const ofRows = Array.from({ length: kept }, (_, row) => labels[wordOf(row, MARK) - 1] ?? "");
  const { train, validation } = stratifiedSplit(ofRows, TRAIN_SHARE, SEED);
  const trained = new Set(train.map(keyOf));
  const leaked = validation.filter((row) => trained.has(keyOf(row))).length;
  if (leaked > 0) log.add({ code: "leaked_rows", details: { heldOut: validation.length } }, undefined, leaked);
}
