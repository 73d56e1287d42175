import { clipGradients } from "../learning/parameter.ts";
import { randomAt, shuffle } from "../learning/random.ts";
import { letEventsIn } from "../stop-request.ts";
import type { Learner } from "./learner.ts";
import type { TrainingState } from "./training-state.ts";

/** Joint norm of all gradients. Recurrent gradients explode now and then; ordinary ones stay below 1. */
const GRADIENT_LIMIT = 5;

export interface EpochPlan {
  readonly batchSize: number;
  readonly learningRate: number;
  /** Called with the rows done in this epoch; throws to end it, and `state` then stands behind that batch. */
  afterBatch(rowsDone: number): Promise<void>;
}

/** Goes through the training rows once, or through the rest of them if `state` stands inside an epoch. */
export async function trainEpoch(
  learner: Learner,
  state: TrainingState,
  plan: EpochPlan,
): Promise<"done" | "diverged"> {
  const position = (state.position ??= {
    batchesDone: 0,
    orderFrom: [...state.random.state()],
    loss: 0,
    correct: 0,
    elapsedMs: 0,
  });
  const order = Int32Array.from({ length: learner.trainCount }, (_, index) => index);
  const orderRandom = randomAt(position.orderFrom);
  shuffle(order, orderRandom);
  if (position.batchesDone === 0) state.random = orderRandom;

  while (position.batchesDone * plan.batchSize < order.length) {
    const startedAt = performance.now();
    const first = position.batchesDone * plan.batchSize;
    const { loss, correct } = learner.learn(Array.from(order.subarray(first, first + plan.batchSize)), state.random);
    if (!Number.isFinite(loss)) return "diverged";
    clipGradients(learner.parameters, GRADIENT_LIMIT);
    state.optimizer.step(learner.parameters, plan.learningRate);
    position.batchesDone += 1;
    position.loss += loss;
    position.correct += correct;
    position.elapsedMs += performance.now() - startedAt;
    await letEventsIn();
    await plan.afterBatch(Math.min(first + plan.batchSize, order.length));
  }
  return "done";
}
