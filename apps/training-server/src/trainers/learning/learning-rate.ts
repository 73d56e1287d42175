export interface StepLr {
  /** In epochs. */
  readonly stepSize: number;
  readonly gamma: number;
}

export interface ReduceLrOnPlateau {
  readonly factor: number;
  /** How many epochs in a row may fail to improve before the rate falls. */
  readonly patience: number;
  readonly minLr: number;
}

export interface LearningRatePlan {
  readonly learningRate: number;
  readonly stepLr: StepLr | null;
  readonly reduceLrOnPlateau: ReduceLrOnPlateau | null;
}

/** An epoch counts as better only below the best loss by this share, as in PyTorch's ReduceLROnPlateau. */
const PLATEAU_THRESHOLD = 1e-4;

/**
 * The rate for the epoch after those whose validation losses are given. Both schedules may be on: their factors multiply.
 * A function of the history alone, so there is nothing to put into a checkpoint.
 */
export function learningRateAfter(plan: LearningRatePlan, valLosses: readonly number[]): number {
  const stepped = plan.learningRate * stepFactor(plan.stepLr, valLosses.length);
  const { reduceLrOnPlateau } = plan;
  if (reduceLrOnPlateau === null) return stepped;
  const reductions = plateaus(valLosses, reduceLrOnPlateau.patience);
  const floor = Math.min(stepped, reduceLrOnPlateau.minLr);
  return Math.max(floor, stepped * reduceLrOnPlateau.factor ** reductions);
}

const stepFactor = (stepLr: StepLr | null, epochsDone: number): number =>
  stepLr === null ? 1 : stepLr.gamma ** Math.floor(epochsDone / stepLr.stepSize);

function plateaus(valLosses: readonly number[], patience: number): number {
  let best = Infinity;
  let waited = 0;
  let reductions = 0;
  for (const loss of valLosses) {
    const better = loss < best * (1 - PLATEAU_THRESHOLD);
    waited = better ? 0 : waited + 1;
    if (better) best = loss;
    if (waited <= patience) continue;
    reductions += 1;
    waited = 0;
  }
  return reductions;
}
