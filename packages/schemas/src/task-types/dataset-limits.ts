import * as z from "zod";
import { DatasetRules } from "../dataset-rules.ts";
import { camelCase, snakeCase } from "../letter-case.ts";
import { TASK_TYPES } from "./registry.ts";
import type { StoredDatasetLimits } from "./stored-dataset-limits.ts";
import { TaskType } from "./task-type.ts";

/** The limits among rules: all that are numbers. What a dataset is stays as the task type has it. */
type LimitsIn<Rules> = { readonly [Name in keyof Rules as number extends Rules[Name] ? Name : never]?: number };

/**
 * What a deployment changes about its task types' datasets: limits of their rules by name, and `maxDatasetBytes`. What is left out stays
 * as `docs/datasets.md` says.
 */
export type DatasetLimits = {
  readonly [Name in TaskType]?: LimitsIn<(typeof TASK_TYPES)[Name]["dataset"]> & { readonly maxDatasetBytes?: number };
};

/** S3's largest object: 10,000 parts of 5 GiB. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MaxDatasetBytes = z
  .int()
  .min(1)
  .max(10_000 * 5 * 1024 ** 3);

/** Names every limit that does not exist or makes no sense. */
export const DatasetLimits: z.ZodType<DatasetLimits, DatasetLimits> = z
  .partialRecord(TaskType, z.record(z.string(), z.number()))
  .superRefine((given, context) => {
    for (const [taskType, limits] of Object.entries(given))
      for (const { name, message } of faultsIn(TaskType.parse(taskType), limits))
        context.addIssue({ code: "custom", path: [taskType, name], message });
  });

/** A task type's datasets as one deployment takes them. */
export interface DatasetTerms {
  readonly rules: DatasetRules;
  /** Largest dataset that may be uploaded. */
  readonly maxDatasetBytes: number;
}

/** @param limits - of the task type, as {@link DatasetLimits} has taken them. */
export function datasetTerms(taskType: TaskType, limits: Readonly<Record<string, number>> = {}): DatasetTerms {
  const { dataset, maxDatasetBytes } = TASK_TYPES[taskType];
  const { maxDatasetBytes: changedBytes = maxDatasetBytes, ...changes } = limits;
  return { rules: DatasetRules.parse({ ...dataset, ...changes }), maxDatasetBytes: changedBytes };
}

/** Of a task type's limits those that decide what is in a dataset. @returns undefined where there are none. */
export function storedDatasetLimits({
  maxDatasetBytes: _,
  ...limits
}: Readonly<Record<string, number>>): StoredDatasetLimits | undefined {
  return Object.keys(limits).length === 0 ? undefined : snakeCase(limits);
}

/**
 * The rules by which a dataset was validated, for whoever reads it again: other ones would keep other rows.
 *
 * @param limits - undefined: the task type's own.
 * @throws ZodError for limits that make no sense, as only somebody's hand can have written them.
 */
export const rulesWith = (taskType: TaskType, limits: StoredDatasetLimits | undefined): DatasetRules =>
  datasetTerms(taskType, camelCase(limits ?? {})).rules;

function faultsIn(taskType: TaskType, limits: Readonly<Record<string, number>>): { name: string; message: string }[] {
  const { dataset } = TASK_TYPES[taskType];
  const names = Object.entries(dataset).flatMap(([name, value]) => (typeof value === "number" ? [name] : []));
  const known = [...names, "maxDatasetBytes"];
  const unknown = Object.keys(limits)
    .filter((name) => !known.includes(name))
    .map((name) => ({ name, message: `there is no such limit; there are ${known.join(", ")}` }));
  if (unknown.length > 0) return unknown;
  const { maxDatasetBytes, ...changes } = limits;
  const rules = DatasetRules.safeParse({ ...dataset, ...changes });
  const bytes = MaxDatasetBytes.optional().safeParse(maxDatasetBytes);
  return [
    ...(rules.error?.issues ?? []).map(({ path, message }) => ({ name: path.join("."), message })),
    ...(bytes.error?.issues ?? []).map(({ message }) => ({ name: "maxDatasetBytes", message })),
  ];
}
