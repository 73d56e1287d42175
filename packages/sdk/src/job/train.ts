import type { WireJob } from "@flash/schemas";
import type { Inputs } from "../app-router.ts";
import type { CallOptions } from "../call-options.ts";
import type { Client } from "../client.ts";
import { newIdempotencyKey } from "../transport/idempotency-key.ts";

/** `Omit` for each member of a union, so that the task type goes on deciding which hyperparameters there are. */
type OmitEach<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/**
 * What to train: the task type decides which hyperparameters there are; each has a default.
 *
 * @example
 * ```ts
 * const input: TrainInput = { datasetId, taskType: "text-classification", hyperparameters: { epochs: 10 } };
 * const started = await flash.train(input);
 * ```
 */
export type TrainInput = OmitEach<Inputs["train"], "datasetId" | "idempotencyKey"> & {
  /** Names this request, so that a repeated one answers with the first job: 8 to 64 of A-Z a-z 0-9 _ -. Made up if left out. */
  readonly idempotencyKey?: string | undefined;
} & (
    | { readonly datasetId: string; readonly dataset?: never }
    | { /** As `uploadDataset` returned it. */ readonly dataset: { readonly id: string }; readonly datasetId?: never }
  );

/** See `Flash.train`. @returns the job as it was accepted. */
export function train({ trpc }: Client, input: TrainInput, options?: CallOptions): Promise<WireJob> {
  const { dataset: _, idempotencyKey = newIdempotencyKey(), ...training } = input;
  const datasetId = input.dataset === undefined ? input.datasetId : input.dataset.id;
  const request = { ...training, datasetId, idempotencyKey };
  return trpc.train.mutate(request, options);
}
