/**
 * Runs a trained model where the program runs, in a page for example: what stands between a text and the model's answer.
 * The ONNX runtime is the caller's: it weighs more than all the rest.
 */
export { textClassifier } from "./try/text-classifier.ts";
export type { ClassShare, ModelRuntime, RunningModel, TextClassifier } from "./try/text-classifier.ts";
