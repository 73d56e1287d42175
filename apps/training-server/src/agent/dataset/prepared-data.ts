import type { TrainerSplit } from "@flash/schemas";

/** What was written below data/, one entry for each record. */
export interface PreparedData {
  /** The class of each record; the same for all of a regression. */
  readonly labels: readonly string[];
  /** In the order of the model's outputs where the data decides it: a folder of images carries its number. null: not decided. */
  readonly classes: readonly string[] | null;
  /** By the dataset's owner; null: it is to be split by the job's seed. */
  readonly split: TrainerSplit | null;
}
