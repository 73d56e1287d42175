import { TRAINER_PROTOCOL } from "@flash/schemas";
import type { StoredTrainingConfig, TrainerJob } from "@flash/schemas";
import * as z from "zod";

const DEFAULT_SEED = 1;
const DEFAULT_TRAIN_SHARE = 0.8;

/** Hyperparameters that the agent itself needs; a task type without them gets the defaults. */
const Known = z.object({
  seed: z.int().min(0).max(0xffff_ffff).catch(DEFAULT_SEED),
  data_split: z.number().gt(0).lt(1).catch(DEFAULT_TRAIN_SHARE),
});

/** @param classes - of the dataset, in the order of the model's outputs. */
export function trainerJobOf(config: StoredTrainingConfig, classes: readonly string[]): TrainerJob {
  const { seed, data_split } = Known.parse(config.hyperparameters);
  return {
    protocol: TRAINER_PROTOCOL,
    job_id: config.token,
    task_type: config.task_type,
    seed,
    classes: [...classes],
    split: { train: data_split },
    params: config.hyperparameters,
  };
}
