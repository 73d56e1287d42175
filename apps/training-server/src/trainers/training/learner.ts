import type { Parameter } from "../learning/parameter.ts";
import type { Random } from "../learning/random.ts";

/** Sums over a batch. */
export interface BatchOutcome {
  readonly loss: number;
  /** 0 where there are no classes. */
  readonly correct: number;
}

/** What a model does on the held-out rows. */
export interface Validation {
  /** The mean. */
  readonly loss: number;
  /** Class numbers, or values in the target's own unit; row by row. */
  readonly predicted: readonly number[];
}

/** A model with its rows, as far as the training loop needs to know. Rows are numbers from 0. */
export interface Learner {
  readonly parameters: readonly Parameter[];
  readonly trainCount: number;
  /** Of the held-out rows: class numbers, or values in the target's own unit. */
  readonly truth: readonly number[];
  /** Fills the gradients of the mean loss over these training rows. `random` is the only source of chance. */
  learn(rows: readonly number[], random: Random): BatchOutcome;
  /** @param afterBatch - called with the rows done; throws to end the evaluation. */
  validate(afterBatch: (rowsDone: number) => Promise<void>): Promise<Validation>;
}
