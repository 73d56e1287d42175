/** Names in the graph that a caller uses. */
export const ONNX_INPUT = "pixels";
export const ONNX_OUTPUT = "probabilities";
