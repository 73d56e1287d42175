import { addProduct, matrix, transposed } from "../../learning/matrix.ts";
import type { Floats } from "../../learning/matrix.ts";
import type { Initializer, Parameter } from "../../learning/parameter.ts";
import { parameter } from "../../learning/parameter.ts";
import { crossEntropy, largestIndex, softmaxRows } from "../../learning/softmax.ts";
import type { BatchOutcome } from "../../training/learner.ts";
import { bagEncoder } from "./bag.ts";
import type { Encoder } from "./encoder.ts";
import { growingBuffer } from "./encoder.ts";
import { gruCell } from "./gru-cell.ts";
import { lstmCell } from "./lstm-cell.ts";
import type { PackedBatch } from "./packed-batch.ts";
import { batchPacker } from "./packed-batch.ts";
import { recurrentEncoder } from "./recurrent-encoder.ts";
import { addColumnSums, fillRows } from "./recurrence.ts";

export type TextModelName = "gru" | "lstm" | "fasttext";

export interface TextModelShape {
  readonly model: TextModelName;
  /** How many token ids there are, padding and unknown included. */
  readonly vocabulary: number;
  readonly classes: number;
  readonly embedding: number;
  /** Of the recurrent layer; unused by fastText. */
  readonly hidden: number;
}

export interface TextModel {
  readonly shape: TextModelShape;
  readonly parameters: readonly Parameter[];
  /** Fills the gradients of the batch's mean loss. Each text has at least one id. */
  learn(texts: readonly Int32Array[], labels: readonly number[]): BatchOutcome;
  /** One row of class probabilities per text, in the order given; overwritten by the next call. */
  predict(texts: readonly Int32Array[]): Floats;
}

export function textModel(init: Initializer, shape: TextModelShape): TextModel {
  const { classes } = shape;
  const encoder = encoderFor(init, shape);
  const width = encoder.outputSize;
  const rateFactor = shape.model === "fasttext" ? BAG_OUTPUT_RATE : 1;
  const weights = { ...parameter(init, "output", [classes, width], 1 / Math.sqrt(width)), rateFactor };
  const bias = { ...parameter(init, "output_bias", [classes], 0), rateFactor };
  const pack = batchPacker(shape.vocabulary);
  const probabilityBuffer = growingBuffer(init.floats);
  const orderedBuffer = growingBuffer(init.floats);
  const slopeBuffer = growingBuffer(init.floats);

  /** In the batch's own order. */
  const classify = (batch: PackedBatch, encoded: Floats): Floats => {
    const probabilities = probabilityBuffer(batch.count * classes);
    fillRows(probabilities, batch.count, bias.values);
    const target = matrix(probabilities, batch.count, classes);
    addProduct(target, matrix(encoded, batch.count, width), transposed(matrix(weights.values, classes, width)));
    softmaxRows(probabilities, batch.count, classes);
    return probabilities;
  };

  const learn = (texts: readonly Int32Array[], labels: readonly number[]): BatchOutcome => {
    const batch = pack(texts);
    const encoded = encoder.forward(batch);
    const probabilities = classify(batch, encoded);
    const truth = batch.order.map((index) => labels[index] as number);
    const outcome = outcomeOf(probabilities, truth, classes);
    subtractTruth(probabilities, truth, classes);
    backward(batch, encoded, probabilities);
    return outcome;
  };

  const backward = (batch: PackedBatch, encoded: Floats, slopes: Floats): void => {
    const logits = matrix(slopes, batch.count, classes);
    weights.gradient.fill(0);
    addProduct(matrix(weights.gradient, classes, width), transposed(logits), matrix(encoded, batch.count, width));
    bias.gradient.fill(0);
    addColumnSums(bias.gradient, logits, 0);
    const back = slopeBuffer(batch.count * width);
    back.fill(0, 0, batch.count * width);
    addProduct(matrix(back, batch.count, width), logits, matrix(weights.values, classes, width));
    encoder.backward(batch, back);
  };

  const predict = (texts: readonly Int32Array[]): Floats => {
    const batch = pack(texts);
    const sorted = classify(batch, encoder.forward(batch));
    const ordered = orderedBuffer(batch.count * classes);
    for (const [from, to] of batch.order.entries()) {
      for (let at = 0; at < classes; at += 1) ordered[to * classes + at] = sorted[from * classes + at] as number;
    }
    return ordered;
  };

  return { shape, parameters: [...encoder.parameters, weights, bias], learn, predict };
}

/** Multiplies the learning rate of fastText's classes: with the tables', what it takes to learn in a few epochs at 0.001. */
const BAG_OUTPUT_RATE = 10;

function encoderFor(init: Initializer, shape: TextModelShape): Encoder {
  switch (shape.model) {
    case "gru":
      return recurrentEncoder(init, shape, gruCell);
    case "lstm":
      return recurrentEncoder(init, shape, lstmCell);
    case "fasttext":
      return bagEncoder(init, shape.vocabulary, shape.embedding);
  }
}

export function outcomeOf(probabilities: Floats, truth: readonly number[], classes: number): BatchOutcome {
  let loss = 0;
  let correct = 0;
  for (const [row, label] of truth.entries()) {
    loss += crossEntropy(probabilities, row * classes + label);
    if (largestIndex(probabilities, row * classes, classes) === label) correct += 1;
  }
  return { loss, correct };
}

/** Turns probabilities into the slopes of the batch's mean cross-entropy by its logits. */
function subtractTruth(probabilities: Floats, truth: readonly number[], classes: number): void {
  for (const [row, label] of truth.entries()) {
    const at = row * classes + label;
    probabilities[at] = (probabilities[at] as number) - 1;
  }
  for (let at = 0; at < truth.length * classes; at += 1)
    probabilities[at] = (probabilities[at] as number) / truth.length;
}
