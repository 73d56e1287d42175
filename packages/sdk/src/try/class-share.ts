/**
 * A class and how likely it is, 0 to 1.
 *
 * @example
 * ```ts
 * const shown = ({ label, share }: ClassShare): string => `${label}: ${Math.round(100 * share)} %`;
 * ```
 */
export interface ClassShare {
  readonly label: string;
  readonly share: number;
}

/** @param labels - in the order of the probabilities. @returns the likeliest first. */
export const classShares = (labels: readonly string[], probabilities: ArrayLike<number>): readonly ClassShare[] =>
  labels
    .map((label, index) => ({ label, share: probabilities[index] ?? 0 }))
    .toSorted((one, other) => other.share - one.share);
