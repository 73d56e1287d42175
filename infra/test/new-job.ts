import type { NewJob } from "@flash/control-plane";
import { DatasetId, epochMs, IdempotencyKey, JobId, OwnerId } from "@flash/schemas";

/** A request as the API lets one in. */
export const NEW_JOB: NewJob = {
  id: JobId.parse("job_00000000000000000000000000"),
  owner: OwnerId.parse("ann"),
  idempotencyKey: IdempotencyKey.parse("key-0001"),
  requestDigest: "0".repeat(64),
  name: "mails",
  taskType: "text-classification",
  dataset: {
    id: DatasetId.parse("ds_00000000000000000000000000"),
    key: "datasets/ds_00000000000000000000000000/source",
    sha256: "0".repeat(64),
    size_bytes: 10,
    classes: ["ham", "spam"],
    num_classes: 2,
    rows: 2,
  },
  hyperparameters: {},
  limits: {},
  onBusy: "queue",
  at: epochMs(Date.now()),
};
