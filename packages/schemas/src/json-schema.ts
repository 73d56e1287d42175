import * as z from "zod";
import { StoredClaim, StoredProgress, StoredResult } from "./stored/attempt.ts";
import { StoredCheckpoint } from "./stored/checkpoint.ts";
import { StoredDataset } from "./stored/dataset.ts";
import { StoredJob } from "./stored/job.ts";
import { StoredReceipt } from "./stored/receipt.ts";
import { StoredStatus } from "./stored/status.ts";
import { StoredTrainingConfig } from "./stored/training-config.ts";

const STORED = {
  status: StoredStatus,
  "training-config": StoredTrainingConfig,
  claim: StoredClaim,
  progress: StoredProgress,
  checkpoint: StoredCheckpoint,
  result: StoredResult,
  job: StoredJob,
  dataset: StoredDataset,
  receipt: StoredReceipt,
} as const;

/** JSON Schema (draft 2020-12) of every stored document, for training servers in any language. */
export const jsonSchemas = (): Record<keyof typeof STORED, z.core.JSONSchema.BaseSchema> => {
  const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return {
    status: schemaOf(STORED.status),
    "training-config": schemaOf(STORED["training-config"]),
    claim: schemaOf(STORED.claim),
    progress: schemaOf(STORED.progress),
    checkpoint: schemaOf(STORED.checkpoint),
    result: schemaOf(STORED.result),
    job: schemaOf(STORED.job),
    dataset: schemaOf(STORED.dataset),
    receipt: schemaOf(STORED.receipt),
  };
};
