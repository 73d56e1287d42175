import type { TaskType } from "@flash/schemas";

/** The trainer that comes with Flash, by task type: a folder of `trainers/`, and `<name>-trainer.mjs` in the archive. */
export const REFERENCE_TRAINERS = {
  "text-classification": "text",
  "image-classification": "image",
  "tabular-classification": "table",
  "tabular-regression": "table",
} as const satisfies Record<TaskType, string>;

export type ReferenceTrainer = (typeof REFERENCE_TRAINERS)[TaskType];

export const bundleOf = (trainer: ReferenceTrainer): string => `${trainer}-trainer.mjs`;
