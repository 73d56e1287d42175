import * as z from "zod";
import { textClassification } from "./text-classification.ts";

/** Every task type that this build of Flash knows: a new one is its definition and one line here. */
export const TASK_TYPES = {
  "text-classification": textClassification,
} as const;

export const TaskType = z.enum(["text-classification"] satisfies (keyof typeof TASK_TYPES)[]);
export type TaskType = z.infer<typeof TaskType>;

/** What a caller of `train` chooses: the task type decides which hyperparameters there are. */
export const Training = z.discriminatedUnion("taskType", [
  z.object({
    taskType: z.literal("text-classification"),
    hyperparameters: textClassification.hyperparameters.prefault({}),
  }),
]);
export type Training = z.infer<typeof Training>;
