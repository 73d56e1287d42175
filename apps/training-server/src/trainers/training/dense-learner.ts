import type { DenseNetwork } from "../learning/dense-network.ts";
import type { Floats } from "../learning/matrix.ts";
import { crossEntropy, largestIndex, softmaxRows } from "../learning/softmax.ts";
import { letEventsIn } from "../stop-request.ts";
import { inTargetUnit } from "./target-unit.ts";
import type { BatchOutcome, Learner, Validation } from "./learner.ts";

/** Rows as numbers, and what is to be foretold of each. */
export interface NumericRows {
  /** Row by row, as many numbers as the network has inputs. */
  readonly inputs: Float32Array;
  /** Class numbers, or values in the target's own unit. */
  readonly targets: readonly number[];
}

/** What the network's outputs stand for. A value is learned as its distance from the mean, in standard deviations. */
export type Goal =
  | { readonly kind: "classes"; readonly count: number }
  | { readonly kind: "number"; readonly mean: number; readonly deviation: number };

export interface DenseTask {
  readonly train: NumericRows;
  readonly validation: NumericRows;
  readonly goal: Goal;
  /** Added to the loss: half of it times the sum of the squared weights. */
  readonly weightDecay: number;
}

export function denseLearner(network: DenseNetwork, { train, validation, goal, weightDecay }: DenseTask): Learner {
  const width = network.layers[0]?.weights.shape[1] ?? 0;
  const outputs = goal.kind === "classes" ? goal.count : 1;
  const gathered = (rows: readonly number[]): Float32Array => {
    const inputs = new Float32Array(rows.length * width);
    for (const [index, row] of rows.entries())
      inputs.set(train.inputs.subarray(row * width, (row + 1) * width), index * width);
    return inputs;
  };
  return {
    parameters: network.parameters,
    trainCount: train.targets.length,
    truth: validation.targets,
    learn(rows) {
      const answers = network.forward(gathered(rows), rows.length);
      const targets = rows.map((row) => train.targets[row] ?? 0);
      const outcome = lossAndSlopes(answers, targets, goal);
      for (let at = 0; at < answers.length; at += 1) answers[at] = (answers[at] as number) / rows.length;
      network.backward(answers);
      if (weightDecay > 0) addDecay(network, weightDecay);
      return outcome;
    },
    async validate(afterBatch) {
      const predicted: number[] = [];
      let loss = 0;
      const count = validation.targets.length;
      for (let first = 0; first < count; first += VALIDATION_BATCH) {
        const targets = validation.targets.slice(first, first + VALIDATION_BATCH);
        const end = first + targets.length;
        const answers = network.forward(validation.inputs.subarray(first * width, end * width), targets.length);
        predicted.push(...predictions(answers, outputs, goal));
        loss += lossAndSlopes(answers, targets, goal).loss;
        await letEventsIn();
        await afterBatch(predicted.length);
      }
      return { loss: loss / count, predicted } satisfies Validation;
    },
  };
}

const VALIDATION_BATCH = 256;

/** In place: outputs become the slopes of the summed loss. Half the squared error, or cross entropy. */
function lossAndSlopes(answers: Floats, targets: readonly number[], goal: Goal): BatchOutcome {
  let loss = 0;
  let correct = 0;
  if (goal.kind === "number") {
    for (const [row, target] of targets.entries()) {
      const slope = (answers[row] as number) - (target - goal.mean) / goal.deviation;
      loss += (slope * slope) / 2;
      answers[row] = slope;
    }
    return { loss, correct };
  }
  const { count } = goal;
  softmaxRows(answers, targets.length, count);
  for (const [row, target] of targets.entries()) {
    loss += crossEntropy(answers, row * count + target);
    correct += Number(largestIndex(answers, row * count, count) === target);
    answers[row * count + target] = (answers[row * count + target] as number) - 1;
  }
  return { loss, correct };
}

const predictions = (answers: Floats, outputs: number, goal: Goal): number[] =>
  Array.from({ length: answers.length / outputs }, (_, row) =>
    goal.kind === "classes"
      ? largestIndex(answers, row * outputs, outputs)
      : inTargetUnit(goal, answers[row] as number),
  );

function addDecay({ layers }: DenseNetwork, decay: number): void {
  for (const { weights } of layers)
    for (let at = 0; at < weights.values.length; at += 1)
      weights.gradient[at] = (weights.gradient[at] as number) + decay * (weights.values[at] as number);
}
