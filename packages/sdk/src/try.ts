/**
 * Runs a trained model where the program runs, in a page for example: what stands between a text, a picture or a row and the
 * model's answer. The ONNX runtime is the caller's: it weighs more than all the rest.
 */
export type { ClassShare } from "./try/class-share.ts";
export type { Pixels } from "@flash/schemas";
export { imageClassifier } from "./try/image-classifier.ts";
export type { ImageClassifier } from "./try/image-classifier.ts";
export type { ModelInput, ModelRuntime, RunningModel } from "./try/model-runtime.ts";
export { tablePredictor } from "./try/table-predictor.ts";
export type { TableColumn } from "@flash/schemas";
export type { TableAnswer, TablePredictor } from "./try/table-predictor.ts";
export { textClassifier } from "./try/text-classifier.ts";
export type { TextClassifier } from "./try/text-classifier.ts";
