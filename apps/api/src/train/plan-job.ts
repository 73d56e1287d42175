import type { NewJob } from "@flash/control-plane";
import {
  type EpochMs,
  newJobId,
  snakeCase,
  type StoredDataset,
  type StoredLimits,
  type TrainRequest,
} from "@flash/schemas";
import { trainableDataset } from "./check-dataset.ts";

/** Only what was asked for: the control plane fills in the platform's own. */
const askedLimits = (limits: TrainRequest["limits"]): Partial<StoredLimits> =>
  Object.fromEntries(Object.entries(snakeCase(limits)).filter(([, ms]) => ms !== undefined));

/** What the job has from elsewhere than its request. */
export interface JobFacts {
  readonly dataset: StoredDataset;
  readonly requestDigest: string;
  readonly at: EpochMs;
  readonly random: Uint8Array;
}

/** The job that a request asks for. @throws FlashRefusal as {@link trainableDataset} */
export function planJob(request: TrainRequest, { dataset, requestDigest, at, random }: JobFacts): NewJob {
  return {
    id: newJobId(at, random),
    owner: dataset.owner,
    idempotencyKey: request.idempotencyKey,
    requestDigest,
    name: request.name === "" ? dataset.name : request.name,
    taskType: request.taskType,
    dataset: trainableDataset(dataset, request.taskType),
    hyperparameters: snakeCase(request.hyperparameters),
    limits: askedLimits(request.limits),
    onBusy: request.onBusy,
    at,
  };
}
