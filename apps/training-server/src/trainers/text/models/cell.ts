import type { Floats } from "../../learning/matrix.ts";
import type { Initializer, Parameter } from "../../learning/parameter.ts";

/** What a batch's forward pass leaves for its backward pass: one row per packed row unless stated otherwise. */
export interface CellWork {
  /** Per distinct token: W x + b for all gates. */
  projected: Floats;
  /** Forward: the gates' activations. Backward: overwritten with the slopes of W x + b. */
  gates: Floats;
  /** Forward: R h for all gates. Backward: overwritten with its slopes. */
  recurrence: Floats;
  /** The state after the step, and the one before it. */
  states: Floats;
  previous: Floats;
  /** Per text: the slope of the state, arriving from the later step. Overwritten with the part that bypasses R h. */
  carried: Floats;
  /** Per text: the slope of each of its states that comes from the mean over time. */
  pooled: Floats;
}

/** The arithmetic of one recurrent unit, row by row; the products with its matrices are the encoder's. */
export interface Cell {
  readonly gateCount: number;
  /** Parameters besides embedding, input, recurrent and input_bias. */
  readonly parameters: readonly Parameter[];
  /** Sets where the input's bias begins, if not at zero. */
  prepareBias(bias: Floats): void;
  /** Makes room for a batch. */
  begin(rows: number, texts: number): void;
  /**
   * @param token - index of the row's token among the batch's distinct ones.
   * @param previousRow - the packed row of the same text one step earlier, -1 at the first step.
   */
  activate(work: CellWork, row: number, token: number, previousRow: number): void;
  deactivate(work: CellWork, row: number, text: number, previousRow: number): void;
  /** After all rows: fills the gradients of `parameters`. */
  finish(work: CellWork, rows: number): void;
}

export type CellFactory = (init: Initializer, hidden: number) => Cell;
