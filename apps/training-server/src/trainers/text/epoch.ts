import { clipGradients } from "../learning/parameter.ts";
import { randomAt, shuffle } from "../learning/random.ts";
import type { Random } from "../learning/random.ts";
import { crossEntropy, largestIndex } from "../learning/softmax.ts";
import { letEventsIn } from "../stop-request.ts";
import type { Examples } from "./load.ts";
import type { TextModel } from "./models/text-model.ts";
import { UNKNOWN_ID } from "./tokenizer.ts";
import type { TrainingState } from "./training-state.ts";

/** Joint norm of all gradients. Recurrent gradients explode now and then; ordinary ones stay below 1. */
const GRADIENT_LIMIT = 5;
/**
 * Share of tokens that a recurrent model sees as unknown while it learns (Iyyer et al. 2015, "word dropout"). On
 * samples/spam.csv it adds about a point to the GRU's held-out accuracy; fastText needs none.
 */
const WORD_DROPOUT = 0.2;

export interface EpochPlan {
  readonly batchSize: number;
  readonly learningRate: number;
  /** Called with the rows done in this epoch; throws to end it, and `state` then stands behind that batch. */
  afterBatch(rowsDone: number): Promise<void>;
}

/** Goes through the training rows once, or through the rest of them if `state` stands inside an epoch. */
export async function trainEpoch(
  state: TrainingState,
  { texts, labels }: Examples,
  plan: EpochPlan,
): Promise<"done" | "diverged"> {
  const position = (state.position ??= {
    batchesDone: 0,
    orderFrom: [...state.random.state()],
    loss: 0,
    correct: 0,
    elapsedMs: 0,
  });
  const order = Int32Array.from(texts, (_, index) => index);
  const orderRandom = randomAt(position.orderFrom);
  shuffle(order, orderRandom);
  if (position.batchesDone === 0) state.random = orderRandom;

  const dropout = state.model.shape.model === "fasttext" ? 0 : WORD_DROPOUT;
  while (position.batchesDone * plan.batchSize < order.length) {
    const startedAt = performance.now();
    const first = position.batchesDone * plan.batchSize;
    const rows = Array.from(order.subarray(first, first + plan.batchSize));
    const batch = rows.map((row) => withUnknowns(texts[row] as Int32Array, dropout, state.random));
    const { loss, correct } = state.model.learn(
      batch,
      rows.map((row) => labels[row] as number),
    );
    if (!Number.isFinite(loss)) return "diverged";
    clipGradients(state.model.parameters, GRADIENT_LIMIT);
    state.optimizer.step(state.model.parameters, plan.learningRate);
    position.batchesDone += 1;
    position.loss += loss;
    position.correct += correct;
    position.elapsedMs += performance.now() - startedAt;
    await letEventsIn();
    await plan.afterBatch(Math.min(first + plan.batchSize, order.length));
  }
  return "done";
}

function withUnknowns(text: Int32Array, share: number, random: Random): Int32Array {
  return share === 0 ? text : text.map((id) => (random.next() < share ? UNKNOWN_ID : id));
}

export interface Evaluation {
  /** Mean cross-entropy in nats. */
  readonly loss: number;
  readonly accuracy: number;
  /** Class numbers, row by row. */
  readonly predicted: readonly number[];
}

/** @param afterBatch - called with the rows done; throws to end the evaluation. */
export async function evaluate(
  model: TextModel,
  { texts, labels }: Examples,
  afterBatch: (rowsDone: number) => Promise<void>,
): Promise<Evaluation> {
  const { classes } = model.shape;
  const predicted: number[] = [];
  let loss = 0;
  let correct = 0;
  for (let first = 0; first < texts.length; first += EVALUATION_BATCH) {
    const probabilities = model.predict(texts.slice(first, first + EVALUATION_BATCH));
    for (const [row, label] of labels.slice(first, first + EVALUATION_BATCH).entries()) {
      const guess = largestIndex(probabilities, row * classes, classes);
      predicted.push(guess);
      loss += crossEntropy(probabilities, row * classes + label);
      correct += Number(guess === label);
    }
    await letEventsIn();
    await afterBatch(predicted.length);
  }
  return { loss: loss / texts.length, accuracy: correct / texts.length, predicted };
}

const EVALUATION_BATCH = 64;
