import * as z from "zod";
import { InstanceId, JobId } from "../ids.ts";
import { TaskType } from "../task-types/task-type.ts";
import { EpochMs } from "../time.ts";
import { Revision } from "./revision.ts";

/** A machine that may be dead: acted on only when a second look, later, shows the same ETag. */
export const Suspicion = z.object({
  attempt: z.int().positive(),
  /** What the machine had written when it was suspected; null for nothing. */
  etag: z.string().nullable(),
  since: EpochMs,
});

/** Written before StopInstances is called; nobody gives the server a job until it is gone again. */
export const Stopping = z.object({
  id: z.string(),
  at: EpochMs,
  /** Whose machine is being stopped: its receipt is written when the machine was seen off. */
  job: JobId.nullable(),
  /** Named by the claim: stopped too when it is none of the server's own instances. */
  instance: InstanceId.nullable().default(null),
  /** Who decided it: `start`, `stop`, `sweep` or `api`. */
  by: z.string(),
});

/**
 * `status.json`. The first five fields are the original contract, so a status written by hand needs no more than
 * `status`, `token`, `task_type` and `dev_mode`.
 */
export const StoredStatus = z.object({
  ...Revision.shape,
  /** Left out: 1. */
  version: z.literal(1).optional(),
  status: z.enum(["sleeping", "active"]),
  /** The job that holds the server. */
  token: JobId.nullable().default(null).catch(null),
  task_type: TaskType.nullable().default(null).catch(null),
  dev_mode: z.boolean().default(false),
  updated_at: EpochMs.default(EpochMs.parse(0)).catch(EpochMs.parse(0)),
  /** Takes effect when the server sleeps: flipping it under a running machine would leave the machine on. */
  pending_dev_mode: z.boolean().nullable().default(null),
  stopping: Stopping.nullable().default(null),
  suspect: Suspicion.nullable().default(null),
  /** No job is given to this server before: all of its instances were refused for lack of capacity. */
  backoff_until: EpochMs.nullable().default(null),
});
export type StoredStatus = z.infer<typeof StoredStatus>;
