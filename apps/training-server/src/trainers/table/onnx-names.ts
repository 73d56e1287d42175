/** Names in the graph that a caller uses. */
export const ONNX_INPUT = "features";
/** Of a classification: [rows, classes], in the order of labels.json. */
export const CLASS_OUTPUT = "probabilities";
/** Of a regression: [rows, 1], in the target's own unit. */
export const NUMBER_OUTPUT = "value";
