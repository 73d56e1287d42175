import * as z from "zod";
import { DatasetRules } from "../dataset-rules.ts";
import { TASK_TYPES } from "./registry.ts";
import type { TaskType } from "./task-type.ts";

/**
 * The rules for datasets of a task type: its own, with what a deployment changes about them.
 *
 * @param overrides - limits by name, such as `{ maxRows: 5_000_000, badRowShare: 0.01 }`; the kind stays.
 * @throws ZodError for a limit that does not exist or makes no sense.
 */
export function parseRules(taskType: TaskType, overrides: unknown = {}): DatasetRules {
  const { dataset } = TASK_TYPES[taskType];
  const limits = Object.keys(dataset).filter((name) => name !== "kind");
  const changes = z.partialRecord(z.enum(limits), z.unknown()).parse(overrides);
  return DatasetRules.parse({ ...dataset, ...changes });
}
