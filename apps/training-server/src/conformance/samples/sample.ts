import type { TaskType, TrainerJob } from "@flash/schemas";
import { snakeCase, TASK_TYPES } from "@flash/schemas";
import { imageSample } from "./image-sample.ts";
import { tableSample } from "./table-sample.ts";
import { textSample } from "./text-sample.ts";

/** A small dataset that every trainer of its kind learns something from, as the agent lays it out. */
export interface Sample {
  /** In the order of the model's outputs; empty for a regression. */
  readonly classes: readonly string[];
  /** Of each record; what the split is stratified by. */
  readonly labels: readonly string[];
  /** Below data/. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
}

export function sampleOf(taskType: TaskType): Sample {
  const { dataset } = TASK_TYPES[taskType];
  switch (dataset.kind) {
    case "text":
      return textSample();
    case "images":
      return imageSample();
    case "table":
      return tableSample(dataset.target, dataset.targetColumn);
  }
}

/** The task type's defaults, and what whoever checks a trainer wants otherwise. */
export const paramsOf = (taskType: TaskType, given: TrainerJob["params"]): TrainerJob["params"] => ({
  ...snakeCase(TASK_TYPES[taskType].hyperparameters.parse({})),
  ...given,
});
