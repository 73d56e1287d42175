/** What whoever uses a trained table model needs, in Node and in browsers; nothing of the agent or the trainers. */
export { rowEncoder, TablePreprocess } from "./trainers/table/encoding.ts";
export { CLASS_OUTPUT, NUMBER_OUTPUT, ONNX_INPUT } from "./trainers/table/onnx-names.ts";
