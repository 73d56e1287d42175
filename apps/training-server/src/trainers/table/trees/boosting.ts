import { crossEntropy, largestIndex, softmaxRows } from "../../learning/softmax.ts";
import type { Goal, NumericRows } from "../../training/dense-learner.ts";
import type { Validation } from "../../training/learner.ts";
import { inTargetUnit } from "../../training/target-unit.ts";
import type { BinnedRows } from "./bins.ts";
import { binRows } from "./bins.ts";
import { addRound, baseScores, startScores } from "./ensemble.ts";
import { growTree } from "./grow-tree.ts";
import type { TreeLimits } from "./grow-tree.ts";
import type { Tree } from "./tree.ts";

export interface BoostingTask {
  readonly train: NumericRows;
  readonly validation: NumericRows;
  readonly goal: Goal;
  /** Features of each row. */
  readonly width: number;
}

/** A curvature of zero would make a step infinite. */
const LEAST_CURVATURE = 1e-6;

/** Gradient boosting (Friedman 2001, with the second-order steps of Chen and Guestrin 2016). */
export class Boosting {
  readonly base: Float32Array;
  readonly #task: BoostingTask;
  readonly #binned: BinnedRows;
  readonly #trainScores: Float64Array;
  readonly #validationScores: Float64Array;

  constructor(task: BoostingTask) {
    this.#task = task;
    this.#binned = binRows(task.train.inputs, task.width);
    this.base = baseScores(task.goal, task.train.targets);
    this.#trainScores = startScores(this.base, task.train.targets.length);
    this.#validationScores = startScores(this.base, task.validation.targets.length);
  }

  /** Grows the trees of the next round; {@link take} makes them count. */
  grow(limits: TreeLimits): Tree[] {
    const slopes = this.#slopes();
    return slopes.map((one) => growTree(this.#binned, one, limits));
  }

  /** The trees of a round, just grown or out of a checkpoint, in the order of the rounds. */
  take(trees: readonly Tree[]): void {
    const { train, validation, width } = this.#task;
    addRound(this.#trainScores, trees, train.inputs, width);
    addRound(this.#validationScores, trees, validation.inputs, width);
  }

  measureTraining(): Validation {
    return this.#measure(this.#trainScores, this.#task.train.targets);
  }

  measure(): Validation {
    return this.#measure(this.#validationScores, this.#task.validation.targets);
  }

  /** For each output, of the loss by its score, row by row. */
  #slopes(): { gradients: Float64Array; curvatures: Float64Array }[] {
    const { goal, train } = this.#task;
    const rows = train.targets.length;
    const outputs = this.base.length;
    const scores = Float64Array.from(this.#trainScores);
    if (goal.kind === "classes") softmaxRows(scores, rows, outputs);
    return Array.from({ length: outputs }, (_, output) => {
      const gradients = new Float64Array(rows);
      const curvatures = new Float64Array(rows);
      for (const [row, target] of train.targets.entries()) {
        const score = scores[row * outputs + output] as number;
        if (goal.kind === "number") {
          gradients[row] = score - (target - goal.mean) / goal.deviation;
          curvatures[row] = 1;
        } else {
          gradients[row] = score - Number(target === output);
          curvatures[row] = Math.max(score * (1 - score), LEAST_CURVATURE);
        }
      }
      return { gradients, curvatures };
    });
  }

  #measure(scores: Float64Array, targets: readonly number[]): Validation {
    const { goal } = this.#task;
    if (goal.kind === "number") {
      const { deviation } = goal;
      const predicted = Array.from(scores, (score) => inTargetUnit(goal, score));
      const loss = targets.reduce((sum, target, row) => sum + ((predicted[row] ?? 0) - target) ** 2, 0);
      return { loss: loss / (2 * deviation * deviation * targets.length), predicted };
    }
    const { count } = goal;
    const probabilities = Float64Array.from(scores);
    softmaxRows(probabilities, targets.length, count);
    const loss = targets.reduce((sum, target, row) => sum + crossEntropy(probabilities, row * count + target), 0);
    const predicted = targets.map((_, row) => largestIndex(probabilities, row * count, count));
    return { loss: loss / targets.length, predicted };
  }
}
