import type { ConfigDataset, EpochMs, IdempotencyKey, JobId, OwnerId, StoredLimits, TaskType } from "@flash/schemas";
import type * as z from "zod";

/** A job as `train` asks for it. */
export interface NewJob {
  readonly id: JobId;
  readonly owner: OwnerId;
  readonly idempotencyKey: IdempotencyKey;
  /** SHA-256 of the canonical request: the same key with another request is refused. */
  readonly requestDigest: string;
  readonly name: string;
  readonly taskType: TaskType;
  readonly dataset: z.infer<typeof ConfigDataset>;
  /** snake_case, as stored. */
  readonly hyperparameters: StoredHyperparameters;
  readonly limits: Partial<StoredLimits>;
  readonly onBusy: "queue" | "reject";
  readonly at: EpochMs;
}

export type StoredHyperparameters = Record<string, z.core.util.JSONType>;
