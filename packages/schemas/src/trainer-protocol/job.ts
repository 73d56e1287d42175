import * as z from "zod";
import { TRAINER_PROTOCOL } from "./terms.ts";
import { Count } from "./values.ts";

/** job.json. Fields that a trainer does not know are ignored. */
export const TrainerJob = z.object({
  protocol: z.literal(TRAINER_PROTOCOL),
  job_id: z.string().min(1),
  task_type: z.string().min(1),
  /** The only source of randomness: same seed, data and params mean the same weights on the same trainer. */
  seed: z.int().min(0).max(0xffff_ffff),
  /** In the order of the model's outputs; empty for a task without classes (regression). */
  classes: z.array(z.string()),
  /** Which share of the rows is trained on. Informative: `split.json` says which rows. */
  split: z.object({ train: z.number().gt(0).lt(1) }),
  /** Hyperparameters by the task type's own definition, complete with defaults, in snake_case. */
  params: z.record(z.string(), z.unknown()),
});
export type TrainerJob = z.infer<typeof TrainerJob>;

/**
 * split.json: the agent decides who is held out, so that every trainer validates on the same rows.
 * Numbers are records of data.csv counted from 0 after the header, or the names of the images: `<class index>/<record>.jpg`. A dropped
 * record keeps its number and is in neither list.
 */
export const TrainerSplit = z.object({ train: z.array(Count), validation: z.array(Count) });
export type TrainerSplit = z.infer<typeof TrainerSplit>;

/** What `probe` prints. */
export const TrainerCapabilities = z.object({
  type: z.literal("capabilities"),
  protocol: z.int().positive(),
  trainer: z.object({ name: z.string(), version: z.string() }),
  tasks: z.array(z.object({ task_type: z.string(), models: z.array(z.string()) })),
  device: z.string(),
  resume: z.boolean(),
});
export type TrainerCapabilities = z.infer<typeof TrainerCapabilities>;
