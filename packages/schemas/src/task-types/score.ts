import * as z from "zod";

/**
 * What a model of a task type is judged by on the held-out rows; more is better and 1 is perfect.
 * `accuracy`: correct ÷ all, 0 to 1. `r2`: the share of the target's variance that is explained; 0 is as good as always
 * saying the mean, and there is no lower bound.
 */
export const ScoreName = z.enum(["accuracy", "r2"]);
export type ScoreName = z.infer<typeof ScoreName>;

export const Score = z.object({ name: ScoreName, value: z.number().max(1) });
export type Score = z.infer<typeof Score>;
