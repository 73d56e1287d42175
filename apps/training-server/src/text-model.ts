/** What whoever uses a trained text model needs, in Node and in browsers; nothing of the agent or the trainers. */
export { Preprocess, textEncoder } from "./trainers/text/tokenizer.ts";
export { ONNX_INPUT, ONNX_OUTPUT } from "./trainers/text/onnx-graph.ts";
