import { addProduct, matrix, transposed } from "./matrix.ts";
import type { Floats } from "./matrix.ts";
import type { Initializer, Parameter } from "./parameter.ts";
import { parameter } from "./parameter.ts";

/** One layer: `outputs = inputs · weightsᵀ + bias`, and what is below zero becomes zero in all layers but the last. */
export interface DenseLayer {
  /** [outputs, inputs]. */
  readonly weights: Parameter;
  readonly bias: Parameter;
}

/** A multilayer perceptron; without hidden layers it is a linear model. */
export interface DenseNetwork {
  readonly layers: readonly DenseLayer[];
  readonly parameters: readonly Parameter[];
  /** @param inputs - row by row. @returns the last layer's outputs, row by row; overwritten by the next call. */
  forward(inputs: Floats, rows: number): Floats;
  /** Fills the gradients. @param slopes - of the loss by each output of the last {@link forward}. */
  backward(slopes: Floats): void;
}

/** @param sizes - of the input, of each hidden layer and of the output. */
export function denseNetwork(init: Initializer, sizes: readonly number[]): DenseNetwork {
  const layers = sizes.slice(1).map((outputs, index) => {
    const inputs = sizes[index] ?? 0;
    // He et al. 2015 for layers before a rectifier. The last begins at zero: at first every answer is as likely as any.
    const range = index === sizes.length - 2 ? 0 : Math.sqrt(6 / inputs);
    return {
      weights: parameter(init, `layer${index}`, [outputs, inputs], range),
      bias: parameter(init, `layer${index}_bias`, [outputs], 0),
    };
  });
  let inputsOf: readonly Floats[] = [];
  let rowCount = 0;
  return {
    layers,
    parameters: layers.flatMap(({ weights, bias }) => [weights, bias]),
    forward(inputs, rows) {
      const values = [inputs];
      for (const [index, layer] of layers.entries()) {
        const outputs = linear(layer, values[index] ?? inputs, rows, init);
        if (index < layers.length - 1) rectify(outputs);
        values.push(outputs);
      }
      inputsOf = values;
      rowCount = rows;
      return values.at(-1) ?? inputs;
    },
    backward(slopes) {
      let outer = slopes;
      for (const [index, layer] of [...layers.entries()].toReversed()) {
        const inputs = inputsOf[index];
        if (inputs === undefined) throw new Error("backward comes after forward");
        setGradients(layer, { inputs, slopes: outer, rows: rowCount });
        if (index > 0) outer = innerSlopes(layer, { inputs, slopes: outer, rows: rowCount }, init);
      }
    },
  };
}

function linear({ weights, bias }: DenseLayer, inputs: Floats, rows: number, init: Initializer): Floats {
  const [outputs = 0, width = 0] = weights.shape;
  const values = new init.floats(rows * outputs);
  for (let row = 0; row < rows; row += 1) values.set(bias.values, row * outputs);
  addProduct(
    matrix(values, rows, outputs),
    matrix(inputs, rows, width),
    transposed(matrix(weights.values, outputs, width)),
  );
  return values;
}

function rectify(values: Floats): void {
  for (let index = 0; index < values.length; index += 1) if ((values[index] as number) < 0) values[index] = 0;
}

interface Flow {
  readonly inputs: Floats;
  readonly slopes: Floats;
  readonly rows: number;
}

function setGradients({ weights, bias }: DenseLayer, { inputs, slopes, rows }: Flow): void {
  const [outputs = 0, width = 0] = weights.shape;
  const outer = matrix(slopes, rows, outputs);
  weights.gradient.fill(0);
  addProduct(matrix(weights.gradient, outputs, width), transposed(outer), matrix(inputs, rows, width));
  bias.gradient.fill(0);
  for (let index = 0; index < rows * outputs; index += 1) {
    const output = index % outputs;
    bias.gradient[output] = (bias.gradient[output] as number) + (slopes[index] as number);
  }
}

/** Slopes by the layer's inputs; none where the rectifier before it let nothing through. */
function innerSlopes({ weights }: DenseLayer, { inputs, slopes, rows }: Flow, init: Initializer): Floats {
  const [outputs = 0, width = 0] = weights.shape;
  const inner = new init.floats(rows * width);
  addProduct(matrix(inner, rows, width), matrix(slopes, rows, outputs), matrix(weights.values, outputs, width));
  for (let index = 0; index < inner.length; index += 1) if ((inputs[index] as number) === 0) inner[index] = 0;
  return inner;
}
