/** What whoever uses a trained image model needs, in Node and in browsers; nothing of the agent or the trainers. */
export { imageTensor, ImagePreprocess } from "./trainers/image/preprocess.ts";
export type { Pixels } from "./trainers/image/preprocess.ts";
export { ONNX_INPUT, ONNX_OUTPUT } from "./trainers/image/onnx-names.ts";
