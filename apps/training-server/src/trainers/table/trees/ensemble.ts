import type { Goal } from "../../training/dense-learner.ts";
import { valueOf } from "./tree.ts";
import type { Tree } from "./tree.ts";

/** Boosted trees: the score of an output is its base plus what the trees of that output add, in all rounds. */
export interface Ensemble {
  /** One score for each class; a single one for a number, in standard deviations from the mean. */
  readonly base: Float32Array;
  /** Round by round, a tree for each output. */
  readonly rounds: readonly (readonly Tree[])[];
}

/** Before any tree: how frequent each class is (as a logit), or the mean. */
export function baseScores(goal: Goal, targets: readonly number[]): Float32Array {
  if (goal.kind === "number") return Float32Array.of(0);
  const counts = new Float64Array(goal.count);
  for (const target of targets) counts[target] = (counts[target] ?? 0) + 1;
  // A class that is only held out would be impossible otherwise, at infinite loss.
  return Float32Array.from(counts, (count) => Math.log(Math.max(count, 0.5) / targets.length));
}

/** Adds what a round's trees say of each row to `scores`, which is row by row. */
export function addRound(scores: Float64Array, trees: readonly Tree[], features: Float32Array, width: number): void {
  const rows = scores.length / trees.length;
  for (let row = 0; row < rows; row += 1)
    for (const [output, tree] of trees.entries()) {
      const at = row * trees.length + output;
      scores[at] = (scores[at] as number) + valueOf(tree, features, row * width);
    }
}

/** The base scores of so many rows. */
export const startScores = (base: Float32Array, rows: number): Float64Array =>
  Float64Array.from({ length: rows * base.length }, (_, at) => base[at % base.length] ?? 0);
