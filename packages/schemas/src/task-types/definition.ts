import type * as z from "zod";
import type { DatasetRules } from "../dataset-rules.ts";
import type { ScoreName } from "./score.ts";

/** All that Flash knows of one kind of training. A new task type is one such definition and its lines in the registry. */
export interface TaskTypeDefinition<Name extends string = string, Hyperparameters extends z.ZodObject = z.ZodObject> {
  readonly name: Name;
  readonly title: string;
  /** Ranges, defaults, and `meta({ title, description })` for the form that is generated from it. */
  readonly hyperparameters: Hyperparameters;
  readonly dataset: DatasetRules;
  /** Largest dataset that may be uploaded. */
  readonly maxDatasetBytes: number;
  /** What its models are judged by. */
  readonly score: ScoreName;
}
