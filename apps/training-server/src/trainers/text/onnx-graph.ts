import type { Attribute, OnnxModel, OnnxNode, OnnxTensor } from "../../onnx/model.ts";
import type { Parameter } from "../learning/parameter.ts";
import type { TextModel } from "./models/text-model.ts";
import { PADDING_ID } from "./tokenizer.ts";

/** Names in the graph that a caller uses. */
export const ONNX_INPUT = "ids";
export const ONNX_OUTPUT = "probabilities";

/**
 * The model as a graph from `ids` (int64, [texts, tokens], shorter texts filled up with padding at the end) to
 * `probabilities` (float, [texts, classes]). Padding is masked out inside, so the caller passes no lengths.
 */
export function textOnnxModel(model: TextModel, metadata: Readonly<Record<string, string>>): OnnxModel {
  const { classes, model: name } = model.shape;
  const encoder = name === "fasttext" ? bagNodes() : recurrentNodes(name, model.shape.hidden);
  const nodes = [...MASK_NODES, ...encoder, ...CLASSIFIER_NODES];
  const output = [tensorOf(model, "output"), tensorOf(model, "output_bias")];
  return {
    name: `flash-text-${name}`,
    nodes,
    initializers: [...constantsOf(nodes), tensorOf(model, "embedding"), ...recurrentTensors(model), ...output],
    inputs: [{ name: ONNX_INPUT, type: "int64", dims: ["texts", "tokens"] }],
    outputs: [{ name: ONNX_OUTPUT, type: "float32", dims: ["texts", classes] }],
    metadata,
  };
}

const node = (
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, Attribute>> = {},
): OnnxNode => ({ op, inputs, outputs: [output], attributes });

const int64 = (name: string, ...values: bigint[]): OnnxTensor => ({
  name,
  dims: [values.length],
  data: BigInt64Array.from(values),
});

const CONSTANTS: readonly OnnxTensor[] = [
  { name: "padding", dims: [], data: BigInt64Array.of(BigInt(PADDING_ID)) },
  { name: "one", dims: [], data: Float32Array.of(1) },
  int64("axis_0", 0n),
  int64("axis_1", 1n),
  int64("axis_2", 2n),
];

/** Those that the nodes use: runtimes complain about the others. */
const constantsOf = (nodes: readonly OnnxNode[]): OnnxTensor[] =>
  CONSTANTS.filter(({ name }) => nodes.some(({ inputs }) => inputs.includes(name)));

const TO_FLOAT = { to: 1n };
const TO_INT32 = { to: 6n };

/** A row of nothing but padding counts as one token long, because a mean over none would be NaN. */
const MASK_NODES: readonly OnnxNode[] = [
  node("Equal", [ONNX_INPUT, "padding"], "is_padding"),
  node("Not", ["is_padding"], "is_token"),
  node("Cast", ["is_token"], "mask", TO_FLOAT),
  node("ReduceSum", ["mask", "axis_1"], "token_count", { keepdims: 1n }),
  node("Max", ["token_count", "one"], "length"),
  node("Gather", ["embedding", ONNX_INPUT], "vectors", { axis: 0n }),
];

const CLASSIFIER_NODES: readonly OnnxNode[] = [
  node("Div", ["sum", "length"], "mean"),
  node("Gemm", ["mean", "output", "output_bias"], "logits", { transB: 1n }),
  node("Softmax", ["logits"], ONNX_OUTPUT, { axis: 1n }),
];

const bagNodes = (): OnnxNode[] => [
  node("Unsqueeze", ["mask", "axis_2"], "mask_column"),
  node("Mul", ["vectors", "mask_column"], "masked"),
  node("ReduceSum", ["masked", "axis_1"], "sum", { keepdims: 0n }),
];

function recurrentNodes(name: "gru" | "lstm", hidden: number): OnnxNode[] {
  const attributes = { hidden_size: BigInt(hidden), ...(name === "gru" ? { linear_before_reset: 1n } : {}) };
  return [
    node("Squeeze", ["length", "axis_1"], "length_vector"),
    node("Cast", ["length_vector"], "sequence_lengths", TO_INT32),
    node("Transpose", ["vectors"], "steps", { perm: [1n, 0n, 2n] }),
    node(name.toUpperCase(), ["steps", "input", "recurrent", "biases", "sequence_lengths"], "directions", attributes),
    node("Squeeze", ["directions", "axis_1"], "states"),
    node("Transpose", ["mask"], "mask_steps", { perm: [1n, 0n] }),
    node("Unsqueeze", ["mask_steps", "axis_2"], "mask_column"),
    node("Mul", ["states", "mask_column"], "masked"),
    node("ReduceSum", ["masked", "axis_0"], "sum", { keepdims: 0n }),
  ];
}

/** ONNX wants a leading dimension for the direction, and the input's biases followed by the recurrent ones. */
function recurrentTensors(model: TextModel): OnnxTensor[] {
  const { model: name, hidden } = model.shape;
  if (name === "fasttext") return [];
  const input = tensorOf(model, "input");
  const recurrent = tensorOf(model, "recurrent");
  const inputBias = parameterOf(model, "input_bias").values;
  const biases = new Float32Array(2 * inputBias.length);
  biases.set(inputBias);
  // Of the GRU's recurrent biases only that of n, its last gate, exists.
  if (name === "gru") biases.set(parameterOf(model, "recurrent_bias").values, biases.length - hidden);
  return [
    { ...input, dims: [1, ...input.dims] },
    { ...recurrent, dims: [1, ...recurrent.dims] },
    { name: "biases", dims: [1, biases.length], data: biases },
  ];
}

function tensorOf(model: TextModel, name: string): OnnxTensor {
  const { shape, values } = parameterOf(model, name);
  return { name, dims: shape, data: Float32Array.from(values) };
}

function parameterOf(model: TextModel, name: string): Parameter {
  const found = model.parameters.find((one) => one.name === name);
  if (found === undefined) throw new Error(`the model has no parameter ${name}`);
  return found;
}
