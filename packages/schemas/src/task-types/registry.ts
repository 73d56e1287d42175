import * as z from "zod";
import { imageClassification } from "./image-classification.ts";
import { tabularClassification } from "./tabular-classification.ts";
import { tabularRegression } from "./tabular-regression.ts";
import { textClassification } from "./text-classification.ts";

/** Every task type that this build of Flash knows: a new one is its definition, a line here and one in {@link Training}. */
export const TASK_TYPES = {
  "text-classification": textClassification,
  "image-classification": imageClassification,
  "tabular-classification": tabularClassification,
  "tabular-regression": tabularRegression,
} as const;

/** What a caller of `train` chooses: the task type decides which hyperparameters there are. */
export const Training = z.discriminatedUnion("taskType", [
  z.object({
    taskType: z.literal("text-classification"),
    hyperparameters: textClassification.hyperparameters.prefault({}),
  }),
  z.object({
    taskType: z.literal("image-classification"),
    hyperparameters: imageClassification.hyperparameters.prefault({}),
  }),
  z.object({
    taskType: z.literal("tabular-classification"),
    hyperparameters: tabularClassification.hyperparameters.prefault({}),
  }),
  z.object({
    taskType: z.literal("tabular-regression"),
    hyperparameters: tabularRegression.hyperparameters.prefault({}),
  }),
]);
export type Training = z.infer<typeof Training>;
