import type { Floats } from "../../learning/matrix.ts";
import { addProduct, matrix, transposed } from "../../learning/matrix.ts";
import type { Initializer } from "../../learning/parameter.ts";
import { parameter, table } from "../../learning/parameter.ts";
import type { Cell, CellFactory, CellWork } from "./cell.ts";
import type { Encoder } from "./encoder.ts";
import { growingBuffer } from "./encoder.ts";
import { tokenVectors } from "./embedding.ts";
import { divideByLength, meanOverTime } from "./mean-over-time.ts";
import type { PackedBatch } from "./packed-batch.ts";
import { addColumnSums, addRowsByToken, copyPreviousStates, fillRows } from "./recurrence.ts";

export interface RecurrentSizes {
  readonly vocabulary: number;
  readonly embedding: number;
  readonly hidden: number;
}

/** Embedding, one recurrent layer from left to right, mean of its states over time; backpropagation through all steps. */
export function recurrentEncoder(init: Initializer, sizes: RecurrentSizes, makeCell: CellFactory): Encoder {
  const { embedding: width, hidden } = sizes;
  const cell = makeCell(init, hidden);
  const gateWidth = cell.gateCount * hidden;
  const range = 1 / Math.sqrt(hidden);
  const embedding = table(init, "embedding", [sizes.vocabulary, width], EMBEDDING_RANGE, EMBEDDING_RATE);
  const input = parameter(init, "input", [gateWidth, width], range);
  const recurrent = parameter(init, "recurrent", [gateWidth, hidden], range);
  const inputBias = parameter(init, "input_bias", [gateWidth], 0);
  cell.prepareBias(inputBias.values);

  const vectors = tokenVectors(embedding, width, init.floats);
  const outputs = growingBuffer(init.floats);
  const projectionSlopes = growingBuffer(init.floats);
  const makeWork = workBuffers(init, hidden, gateWidth);
  let work = makeWork({ rows: 0, count: 0, tokens: { count: 0 } });

  const project = (batch: PackedBatch): void => {
    const { count } = batch.tokens;
    fillRows(work.projected, count, inputBias.values);
    const inputs = matrix(vectors.read(batch), count, width);
    addProduct(matrix(work.projected, count, gateWidth), inputs, transposed(matrix(input.values, gateWidth, width)));
  };

  const forward = (batch: PackedBatch): Floats => {
    work = makeWork(batch);
    cell.begin(batch.rows, batch.count);
    project(batch);
    work.recurrence.fill(0, 0, batch.rows * gateWidth);
    const weights = transposed(matrix(recurrent.values, gateWidth, hidden));
    for (let step = 0; step < batch.steps; step += 1) {
      const first = batch.offset[step] as number;
      const active = batch.active[step] as number;
      copyPreviousStates(batch, step, work, hidden);
      const before = matrix(work.previous, active, hidden, first);
      addProduct(matrix(work.recurrence, active, gateWidth, first), before, weights);
      activateStep(cell, work, batch, step);
    }
    const mean = outputs(batch.count * hidden);
    meanOverTime(batch, work.states, hidden, mean);
    return mean;
  };

  const backward = (batch: PackedBatch, outputGradient: Floats): void => {
    divideByLength(batch, outputGradient, hidden);
    work.pooled = outputGradient;
    work.carried.fill(0, 0, batch.count * hidden);
    const weights = matrix(recurrent.values, gateWidth, hidden);
    for (let step = batch.steps - 1; step >= 0; step -= 1) {
      const first = batch.offset[step] as number;
      const active = batch.active[step] as number;
      deactivateStep(cell, work, batch, step);
      addProduct(matrix(work.carried, active, hidden), matrix(work.recurrence, active, gateWidth, first), weights);
    }
    cell.finish(work, batch.rows);
    addRecurrentGradients(batch);
    addInputGradients(batch);
  };

  const addRecurrentGradients = ({ rows }: PackedBatch): void => {
    recurrent.gradient.fill(0);
    const slopes = transposed(matrix(work.recurrence, rows, gateWidth));
    addProduct(matrix(recurrent.gradient, gateWidth, hidden), slopes, matrix(work.previous, rows, hidden));
  };

  const addInputGradients = (batch: PackedBatch): void => {
    const { count } = batch.tokens;
    const byToken = projectionSlopes(count * gateWidth);
    addRowsByToken(batch, work.gates, byToken, gateWidth);
    const slopes = matrix(byToken, count, gateWidth);
    inputBias.gradient.fill(0);
    addColumnSums(inputBias.gradient, slopes, 0);
    input.gradient.fill(0);
    const inputs = matrix(vectors.read(batch), count, width);
    addProduct(matrix(input.gradient, gateWidth, width), transposed(slopes), inputs);
    const vectorSlopes = matrix(vectors.gradient(batch), count, width);
    addProduct(vectorSlopes, slopes, matrix(input.values, gateWidth, width));
  };

  const parameters = [embedding, input, recurrent, inputBias, ...cell.parameters];
  return { parameters, outputSize: hidden, forward, backward };
}

/** Uniform in [-r, r]. Small, so that what a rare word was born with says little. */
const EMBEDDING_RANGE = 0.1;
/**
 * A word's vector is updated only when the word occurs, a matrix in every batch: at one rate for both, learning
 * samples/spam.csv takes twice as many epochs. Of 1, 5 and 10 the best.
 */
const EMBEDDING_RATE = 10;

type BatchSize = Pick<PackedBatch, "rows" | "count"> & { readonly tokens: { readonly count: number } };

function workBuffers({ floats }: Initializer, hidden: number, gateWidth: number): (size: BatchSize) => CellWork {
  const projected = growingBuffer(floats);
  const gates = growingBuffer(floats);
  const recurrence = growingBuffer(floats);
  const states = growingBuffer(floats);
  const previous = growingBuffer(floats);
  const carried = growingBuffer(floats);
  return ({ rows, count, tokens }) => ({
    projected: projected(tokens.count * gateWidth),
    gates: gates(rows * gateWidth),
    recurrence: recurrence(rows * gateWidth),
    states: states(rows * hidden),
    previous: previous(rows * hidden),
    carried: carried(count * hidden),
    pooled: new floats(0),
  });
}

function activateStep(cell: Cell, work: CellWork, batch: PackedBatch, step: number): void {
  const first = batch.offset[step] as number;
  const before = step === 0 ? -1 : (batch.offset[step - 1] as number);
  for (let text = 0; text < (batch.active[step] as number); text += 1) {
    const row = first + text;
    cell.activate(work, row, batch.tokenOfRow[row] as number, before < 0 ? -1 : before + text);
  }
}

function deactivateStep(cell: Cell, work: CellWork, batch: PackedBatch, step: number): void {
  const first = batch.offset[step] as number;
  const before = step === 0 ? -1 : (batch.offset[step - 1] as number);
  for (let text = 0; text < (batch.active[step] as number); text += 1) {
    cell.deactivate(work, first + text, text, before < 0 ? -1 : before + text);
  }
}
