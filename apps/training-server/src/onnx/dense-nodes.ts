import type { DenseLayer } from "../trainers/learning/dense-network.ts";
import type { Standardisation } from "../trainers/learning/standardisation.ts";
import type { OnnxNode, OnnxTensor } from "./model.ts";

export interface GraphPart {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
}

/** A dense network as nodes from the value `input` to the value `output`, both [rows, …]. */
export function denseNodes(layers: readonly DenseLayer[], input: string, output: string): GraphPart {
  const nodes: OnnxNode[] = [];
  let value = input;
  for (const [index, { weights, bias }] of layers.entries()) {
    const isLast = index === layers.length - 1;
    const linear = isLast ? output : `layer${index}_sum`;
    nodes.push({ op: "Gemm", inputs: [value, weights.name, bias.name], outputs: [linear], attributes: { transB: 1n } });
    if (isLast) break;
    value = `layer${index}_out`;
    nodes.push({ op: "Relu", inputs: [linear], outputs: [value] });
  }
  const initializers = layers.flatMap(({ weights, bias }) =>
    [weights, bias].map(({ name, shape, values }) => ({ name, dims: shape, data: Float32Array.from(values) })),
  );
  return { nodes, initializers };
}

/** The layer that does to raw inputs what `layer` does to standardised ones. */
export function withStandardisation(layer: DenseLayer, { means, deviations }: Standardisation): DenseLayer {
  const { weights, bias } = layer;
  const columns = means.length;
  const folded = Float32Array.from(weights.values, (weight, at) => weight / (deviations[at % columns] ?? 1));
  const shifted = Float32Array.from(bias.values, (value, output) => {
    let shift = value;
    for (let column = 0; column < columns; column += 1)
      shift -= ((weights.values[output * columns + column] ?? 0) * (means[column] ?? 0)) / (deviations[column] ?? 1);
    return shift;
  });
  return { weights: { ...weights, values: folded }, bias: { ...bias, values: shifted } };
}
