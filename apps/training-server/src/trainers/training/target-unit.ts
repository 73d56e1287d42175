import type { Goal } from "./dense-learner.ts";

/** A value is learned as its distance from the mean, in standard deviations. */
export type NumberGoal = Extract<Goal, { kind: "number" }>;

/**
 * What the exported graph makes of a score: in 32-bit numbers, step by step. Whoever measures has to round as it does, for a target such as the
 * seconds since 1970 loses minutes there.
 */
export const inTargetUnit = ({ mean, deviation }: NumberGoal, score: number): number =>
  Math.fround(Math.fround(Math.fround(score) * Math.fround(deviation)) + Math.fround(mean));

/** Steps of a 32-bit number within a standard deviation below which rounding shows in what is foretold. */
const FEW_STEPS = 64;

/** Whether the targets lie so close together, so far from zero, that 32-bit numbers hardly tell them apart. */
export function isTooFine({ mean, deviation }: NumberGoal): boolean {
  const step = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(mean), deviation))) - 23);
  return deviation < FEW_STEPS * step;
}
