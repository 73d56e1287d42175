import type { Floats, FloatsConstructor } from "./matrix.ts";
import type { Parameter } from "./parameter.ts";

/** What an optimizer remembers between steps; a checkpoint holds it, so that a resumed run takes the same steps. */
export interface OptimizerState {
  steps: number;
  /** By parameter name, then by what it remembers. */
  readonly moments: ReadonlyMap<string, readonly Floats[]>;
}

export interface Optimizer {
  readonly state: OptimizerState;
  /** Updates the values by their gradients; of a table only the rows that the batch touched. */
  step(parameters: readonly Parameter[], learningRate: number): void;
}

export type OptimizerName = "adam" | "sgd";

export function optimizerFor(name: OptimizerName, parameters: readonly Parameter[]): Optimizer {
  switch (name) {
    case "adam":
      return adam(parameters);
    case "sgd":
      return sgd(parameters);
  }
}

/** Kingma and Ba 2015, with their constants. Rows of tables keep their moments while they are not used ("lazy" Adam). */
function adam(parameters: readonly Parameter[]): Optimizer {
  const decay = 0.9;
  const squareDecay = 0.999;
  const epsilon = 1e-8;
  const state = stateFor(parameters, 2);
  return {
    state,
    step(updated, learningRate) {
      state.steps += 1;
      const squareCorrection = Math.sqrt(1 - squareDecay ** state.steps);
      const rate = (learningRate * squareCorrection) / (1 - decay ** state.steps);
      const floor = epsilon * squareCorrection;
      for (const one of updated) {
        const { values, gradient, rateFactor } = one;
        const [mean, square] = momentsOf(state, one);
        forEachBlock(one, (target, source, length) => {
          for (let index = 0; index < length; index += 1) {
            const at = target + index;
            const slope = gradient[source + index] as number;
            const m = decay * (mean[at] as number) + (1 - decay) * slope;
            const v = squareDecay * (square[at] as number) + (1 - squareDecay) * slope * slope;
            mean[at] = m;
            square[at] = v;
            values[at] = (values[at] as number) - (rate * rateFactor * m) / (Math.sqrt(v) + floor);
          }
        });
      }
    },
  };
}

/** Stochastic gradient descent with momentum 0.9: without it a recurrent network hardly moves in a handful of epochs. */
function sgd(parameters: readonly Parameter[]): Optimizer {
  const momentum = 0.9;
  const state = stateFor(parameters, 1);
  return {
    state,
    step(updated, learningRate) {
      state.steps += 1;
      for (const one of updated) {
        const { values, gradient, rateFactor } = one;
        const [velocity] = momentsOf(state, one);
        forEachBlock(one, (target, source, length) => {
          for (let index = 0; index < length; index += 1) {
            const at = target + index;
            const speed = momentum * (velocity[at] as number) + (gradient[source + index] as number);
            velocity[at] = speed;
            values[at] = (values[at] as number) - learningRate * rateFactor * speed;
          }
        });
      }
    },
  };
}

function stateFor(parameters: readonly Parameter[], momentCount: number): OptimizerState {
  // A typed array's constructor is the one that made it, which its type does not say.
  const zeros = ({ values }: Parameter): Floats => new (values.constructor as FloatsConstructor)(values.length);
  const momentsFor = (one: Parameter): Floats[] => Array.from({ length: momentCount }, () => zeros(one));
  return { steps: 0, moments: new Map(parameters.map((one) => [one.name, momentsFor(one)])) };
}

function momentsOf(state: OptimizerState, { name }: Parameter): [Floats, Floats] {
  const [first, second] = state.moments.get(name) ?? [];
  if (first === undefined) throw new Error(`the optimizer was not made for the parameter ${name}`);
  return [first, second ?? first];
}

/** Calls `update` with where the values and their gradients begin: once for a dense parameter, once for each touched row. */
function forEachBlock(one: Parameter, update: (target: number, source: number, length: number) => void): void {
  const { touched } = one;
  if (touched === undefined) return update(0, 0, one.values.length);
  const width = one.shape[1] ?? 1;
  for (let index = 0; index < touched.count; index += 1) {
    update((touched.rows[index] as number) * width, index * width, width);
  }
}
