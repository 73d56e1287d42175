import type { DatasetRules } from "../dataset-rules.ts";

/**
 * The rules with the share of bad rows, or bad images, that somebody tolerates in one dataset.
 *
 * @param badRowShare - 0 to 1; undefined: what the rules say.
 */
export function withTolerance<Rules extends DatasetRules>(rules: Rules, badRowShare: number | undefined): Rules {
  return badRowShare === undefined ? rules : { ...rules, badRowShare };
}
