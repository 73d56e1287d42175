import type { Score, ScoreName } from "@flash/schemas";

/** What is known when a demo's job has succeeded. */
export interface DemoEnd {
  /** null: the trainer measured none. */
  readonly score: Score | null;
  /** Where the model was put. */
  readonly folder: string;
  readonly areMachinesOff: boolean;
  /** What the score must reach; null: whatever it is. */
  readonly atLeast: number | null;
}

/** A demo's last lines, and its exit code: 0 only for a model that was measured, is good enough, and left no machine on. */
export function demoVerdict({ score, folder, areMachinesOff, atLeast }: DemoEnd): {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1;
} {
  const isGoodEnough = score !== null && (atLeast === null || score.value >= atLeast);
  return {
    lines: [
      ...(score === null
        ? ["\nThe trainer reported no score."]
        : [`\n${SCORE_LINE[score.name](score.value)}`, `Model: ${folder}`]),
      ...(isGoodEnough || atLeast === null ? [] : [`That is less than the ${atLeast} that was asked for.`]),
      areMachinesOff ? "All machines are off." : "A machine is still on.",
    ],
    exitCode: isGoodEnough && areMachinesOff ? 0 : 1,
  };
}

const SCORE_LINE = {
  accuracy: (value) => `Accuracy on held-out rows: ${(100 * value).toFixed(1)} %`,
  r2: (value) => `R² on held-out rows: ${value.toFixed(3)}`,
} as const satisfies Record<ScoreName, (value: number) => string>;
