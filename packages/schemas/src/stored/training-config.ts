import * as z from "zod";
import { DatasetId, JobId, ServerName } from "../ids.ts";
import { StoredDatasetLimits } from "../task-types/stored-dataset-limits.ts";
import { TaskType } from "../task-types/task-type.ts";
import { Revision } from "./revision.ts";

/** What a training server needs of the dataset. */
export const ConfigDataset = z.object({
  id: DatasetId,
  key: z.string(),
  size_bytes: z.int().nonnegative(),
  sha256: z.string(),
  classes: z.array(z.string()),
  num_classes: z.int().nonnegative(),
  rows: z.int().nonnegative(),
  /** Share of rows that were allowed to be bad, and were dropped; left out: none. */
  bad_row_share: z.number().min(0).max(1).optional(),
  /** Limits that the deployment has changed, by which validation kept its rows; left out: none. */
  limits: StoredDatasetLimits.optional(),
});

/**
 * `training.json`: while it exists the server shall be on and training this job. Deleting it, always `If-Match`, is how
 * a training server says that it is done.
 */
export const StoredTrainingConfig = z.object({
  ...Revision.shape,
  protocol: z.literal(1),
  /** The job id. */
  token: JobId,
  task_type: TaskType,
  server: ServerName,
  attempt: z.int().positive(),
  dataset: ConfigDataset,
  /** snake_case; which there are is up to the task type. */
  hyperparameters: z.record(z.string(), z.json()),
  /** Where this attempt writes, so that a training server in any language builds no key itself. */
  keys: z.object({
    claim: z.string(),
    progress: z.string(),
    result: z.string(),
    model_prefix: z.string(),
    checkpoint_prefix: z.string(),
  }),
  /** The checkpoints of the attempt before, to go on from; null for the first attempt. */
  resume_prefix: z.string().nullable(),
  /** Milliseconds; without a heartbeat for that long the machine counts as dead. */
  max_silence_ms: z.int().positive(),
  max_run_ms: z.int().positive(),
});
export type StoredTrainingConfig = z.infer<typeof StoredTrainingConfig>;
