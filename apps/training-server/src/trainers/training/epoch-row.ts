import * as z from "zod";

/** A finished epoch, as metrics.json lists it. */
export const EpochRow = z.object({
  epoch: z.int().positive(),
  train_loss: z.number(),
  train_accuracy: z.number().optional(),
  val_loss: z.number(),
  val_accuracy: z.number().optional(),
  metrics: z.record(z.string(), z.number()).optional(),
  learning_rate: z.number(),
  duration_ms: z.int().nonnegative(),
});
export type EpochRow = z.infer<typeof EpochRow>;

export const lossesOf = (history: readonly EpochRow[]): number[] => history.map(({ val_loss }) => val_loss);
