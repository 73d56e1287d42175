import type { Floats, FloatsConstructor } from "./matrix.ts";
import type { Random } from "./random.ts";

/** One array of weights and the gradient of the last batch. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Floats;
  /** Multiplies the learning rate for this parameter. */
  readonly rateFactor: number;
  /** Dense: as large as `values`. Table: one row for each of `touched`, in its order. */
  gradient: Floats;
  /** Tables only: which rows the batch used. A row that was not used is not updated, so a step costs what the batch costs. */
  touched: Touched | undefined;
}

export interface Touched {
  readonly rows: Int32Array;
  readonly count: number;
}

export interface Initializer {
  readonly floats: FloatsConstructor;
  readonly random: Random;
}

/** Every value uniform in [-range, range]; a range of 0 costs no random numbers. */
export function parameter(init: Initializer, name: string, shape: readonly number[], range: number): Parameter {
  const length = shape.reduce((product, size) => product * size, 1);
  const values = new init.floats(length);
  if (range > 0) for (let index = 0; index < length; index += 1) values[index] = (init.random.next() * 2 - 1) * range;
  return { name, shape, values, rateFactor: 1, gradient: new init.floats(length), touched: undefined };
}

/** A parameter of which each batch uses a few rows: an embedding. Its gradient grows with the batches. */
export function table(
  init: Initializer,
  name: string,
  shape: readonly [number, number],
  range: number,
  rateFactor: number,
): Parameter {
  const dense = parameter(init, name, shape, range);
  return { ...dense, rateFactor, gradient: new init.floats(0), touched: { rows: new Int32Array(0), count: 0 } };
}

/** Points a table's gradient at the rows of this batch, all zero. */
export function touchRows(target: Parameter, touched: Touched): void {
  const width = target.shape[1] ?? 1;
  const needed = touched.count * width;
  // A typed array's constructor is the one that made it, which its type does not say.
  const make = target.values.constructor as FloatsConstructor;
  if (target.gradient.length < needed) target.gradient = new make(needed * 2);
  target.gradient.fill(0, 0, needed);
  target.touched = touched;
}

/** How many numbers of `gradient` belong to the last batch. */
export const gradientLength = ({ shape, touched, values }: Parameter): number =>
  touched === undefined ? values.length : touched.count * (shape[1] ?? 1);

/** Scales all gradients so that their joint Euclidean norm is at most `limit`; returns the norm before. */
export function clipGradients(parameters: readonly Parameter[], limit: number): number {
  let squares = 0;
  for (const one of parameters) {
    const length = gradientLength(one);
    for (let index = 0; index < length; index += 1) squares += (one.gradient[index] as number) ** 2;
  }
  const norm = Math.sqrt(squares);
  if (norm > limit) for (const one of parameters) scale(one.gradient, gradientLength(one), limit / norm);
  return norm;
}

function scale(values: Floats, length: number, factor: number): void {
  for (let index = 0; index < length; index += 1) values[index] = (values[index] as number) * factor;
}
