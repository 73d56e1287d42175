import * as z from "zod";
import type { Optimizer, OptimizerName } from "../learning/optimizer.ts";
import { optimizerFor } from "../learning/optimizer.ts";
import type { Parameter } from "../learning/parameter.ts";
import { randomAt } from "../learning/random.ts";
import type { Random } from "../learning/random.ts";
import type { SafeTensor, SafeTensors } from "../safetensors.ts";
import { EpochRow } from "./epoch-row.ts";
import type { Snapshot } from "./progress-keeper.ts";

const RandomWords = z.tuple([z.int(), z.int(), z.int(), z.int()]);

/** Where an epoch stands: what it has summed up, and what its order of rows is drawn from. */
const Position = z.object({
  batchesDone: z.int().nonnegative(),
  orderFrom: RandomWords,
  loss: z.number(),
  correct: z.int().nonnegative(),
  /** Spent in this epoch, over all runs. */
  elapsedMs: z.number().nonnegative(),
});

const StoredState = z.object({
  steps: z.int().nonnegative(),
  random: RandomWords,
  position: Position.nullable(),
  history: z.array(EpochRow),
  bestEpoch: z.int().positive().nullable(),
});

/** All that changes while training: restore it and the next step is the one that would have come. */
export interface TrainingState {
  readonly parameters: readonly Parameter[];
  readonly optimizer: Optimizer;
  random: Random;
  /** Undefined between epochs. */
  position: z.infer<typeof Position> | undefined;
  readonly history: EpochRow[];
  /** Epoch (from 1) and weights with the lowest validation loss. */
  best: { readonly epoch: number; readonly weights: ReadonlyMap<string, Float32Array> } | undefined;
}

/** @param random - what the parameters' first values were drawn from, and everything later will be. */
export const initialState = (
  parameters: readonly Parameter[],
  optimizer: OptimizerName,
  random: Random,
): TrainingState => ({
  parameters,
  optimizer: optimizerFor(optimizer, parameters),
  random,
  position: undefined,
  history: [],
  best: undefined,
});

export function weightsOf(parameters: readonly Parameter[]): Map<string, Float32Array> {
  return new Map(parameters.map(({ name, values }) => [name, Float32Array.from(values)]));
}

export function setWeights(parameters: readonly Parameter[], weights: ReadonlyMap<string, Float32Array>): void {
  for (const { name, values } of parameters) values.set(required(weights.get(name), values.length, name));
}

function encodeState(state: TrainingState): SafeTensors {
  const tensors = new Map<string, SafeTensor>();
  for (const { name, shape, values } of state.parameters) {
    tensors.set(`weights.${name}`, { shape, values: Float32Array.from(values) });
    for (const [index, moment] of (state.optimizer.state.moments.get(name) ?? []).entries()) {
      tensors.set(`moment${index}.${name}`, { shape, values: Float32Array.from(moment) });
    }
    const best = state.best?.weights.get(name);
    if (best !== undefined) tensors.set(`best.${name}`, { shape, values: best });
  }
  const stored: z.infer<typeof StoredState> = {
    steps: state.optimizer.state.steps,
    random: [...state.random.state()],
    position: state.position ?? null,
    history: state.history,
    bestEpoch: state.best?.epoch ?? null,
  };
  return { tensors, metadata: { state: JSON.stringify(stored) } };
}

export const snapshotOf = (state: TrainingState): Snapshot => ({
  step: state.optimizer.state.steps,
  epoch: state.history.length,
  stored: encodeState(state),
});

/** Puts a stored state over a fresh one, and returns it. @throws Error when it does not fit the model, or is no state. */
export function restoreState(state: TrainingState, { tensors, metadata }: SafeTensors): TrainingState {
  const stored = StoredState.parse(JSON.parse(metadata["state"] ?? "null"));
  const best = new Map<string, Float32Array>();
  for (const { name, values } of state.parameters) {
    const tensor = (kind: string) => required(tensors.get(`${kind}.${name}`)?.values, values.length, `${kind}.${name}`);
    values.set(tensor("weights"));
    for (const [index, moment] of (state.optimizer.state.moments.get(name) ?? []).entries()) {
      moment.set(tensor(`moment${index}`));
    }
    if (stored.bestEpoch !== null) best.set(name, tensor("best"));
  }
  state.optimizer.state.steps = stored.steps;
  state.random = randomAt(stored.random);
  state.position = stored.position ?? undefined;
  state.history.splice(0, state.history.length, ...stored.history);
  state.best = stored.bestEpoch === null ? undefined : { epoch: stored.bestEpoch, weights: best };
  return state;
}

function required(values: Float32Array | undefined, length: number, name: string): Float32Array {
  if (values?.length === length) return values;
  throw new Error(`${name} has ${values?.length ?? "no"} values instead of ${length}`);
}
