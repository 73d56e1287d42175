import * as z from "zod";
import { DatasetId, IdempotencyKey, InstanceId, JobId, ServerName } from "../ids.ts";
import { PHASES } from "../stored/attempt.ts";
import { Reason } from "../stored/outcome.ts";
import { Training } from "../task-types/registry.ts";
import { TaskType } from "../task-types/task-type.ts";
import { Score } from "../task-types/score.ts";
import { EpochMs } from "../time.ts";

/** What `train` takes besides the task type and its hyperparameters. */
export const TrainOptions = z.object({
  datasetId: DatasetId,
  /** Shown to people; the file's name by default. */
  name: z
    .string()
    .trim()
    .max(100)
    .regex(/^[\p{L}\p{N} ._-]*$/u, "letters, digits, spaces, dots, hyphens and underscores")
    .default(""),
  /** `queue`: wait for a free server. `reject`: refuse with `server_busy` instead. */
  onBusy: z.enum(["queue", "reject"]).default("queue"),
  /** The same key answers with the first job, however often the call is repeated. */
  idempotencyKey: IdempotencyKey,
  /** Milliseconds, within the platform's bounds; left out: the platform's defaults. */
  limits: z
    .strictObject({
      maxQueueMs: z
        .int()
        .min(1_000)
        .max(30 * 86_400_000),
      maxBootMs: z.int().min(1_000).max(3_600_000),
      maxSilenceMs: z.int().min(5_000).max(3_600_000),
      maxRunMs: z
        .int()
        .min(1_000)
        .max(7 * 86_400_000),
      maxAttempts: z.int().min(1).max(10),
    })
    .partial()
    .default({}),
});
export const TrainRequest = z.intersection(TrainOptions, Training);
export type TrainRequest = z.infer<typeof TrainRequest>;

/** Finer than the stored state: where in its life a job is. */
export const JobState = z.enum([
  "queued",
  "starting",
  "booting",
  "training",
  "cancelling",
  "succeeded",
  "failed",
  "cancelled",
]);
export type JobState = z.infer<typeof JobState>;

export const WireEpoch = z.object({
  epoch: z.int().positive(),
  trainLoss: z.number(),
  /** Null where there are no classes. */
  trainAccuracy: z.number().nullable(),
  valLoss: z.number(),
  valAccuracy: z.number().nullable(),
  learningRate: z.number(),
  durationMs: z.number(),
  /** What else was measured on the held-out rows, by the trainer's own names: r2, rmse, … */
  metrics: z.record(z.string(), z.number()),
});
export type WireEpoch = z.infer<typeof WireEpoch>;

export const WireProgress = z.object({
  phase: z.enum(PHASES),
  step: z.int().nonnegative(),
  total: z.int().nonnegative(),
  epoch: z.int().nonnegative(),
  epochs: z.int().nonnegative(),
  etaMs: z.number().nonnegative().nullable(),
  metrics: z.array(WireEpoch),
  substitution: z.object({ asked: z.string(), used: z.string() }).nullable(),
  logTail: z.array(z.string()),
});
export type WireProgress = z.infer<typeof WireProgress>;

/** How a job ended, with a sentence and a remedy for people. */
export const WireOutcome = z.object({
  reason: Reason,
  sentence: z.string(),
  remedy: z.string(),
  detail: z.string(),
  at: EpochMs,
  /** Share of held-out rows that were classified correctly, 0 to 1; null when none was reported, or there are no classes. */
  accuracy: z.number().nullable(),
  /** By the task type's own measure, on the held-out rows; null when none was reported. */
  score: Score.nullable(),
});
export type WireOutcome = z.infer<typeof WireOutcome>;

export const WireTimelineEntry = z.object({
  at: EpochMs,
  by: z.string(),
  event: z.string(),
  detail: z.string().optional(),
});

export const WireReceipt = z.object({
  /** The machine that was paid for; null when the job had none. */
  instance: InstanceId.nullable(),
  queuedS: z.number(),
  bootS: z.number().nullable(),
  runS: z.number().nullable(),
  secondsOn: z.number(),
  usdPerHour: z.number().nullable(),
  costUsd: z.number().nullable(),
  stoppedBy: z.string().nullable(),
  stoppedSeenAt: EpochMs.nullable(),
  handedTo: JobId.nullable(),
});
export type WireReceipt = z.infer<typeof WireReceipt>;

export const WireJob = z.object({
  id: JobId,
  name: z.string(),
  taskType: TaskType,
  datasetId: DatasetId,
  hyperparameters: z.record(z.string(), z.json()),
  state: JobState,
  server: ServerName.nullable(),
  attempt: z.int().nonnegative(),
  createdAt: EpochMs,
  /** 1 is next; null when the job does not wait. */
  queuePosition: z.int().positive().nullable(),
  progress: WireProgress.nullable(),
  outcome: WireOutcome.nullable(),
  receipt: WireReceipt.nullable(),
  timeline: z.array(WireTimelineEntry),
});
export type WireJob = z.infer<typeof WireJob>;

/** Cancelling answers what was really stopped. */
export const WireCancellation = z.object({
  job: WireJob,
  /** `waiting`: it never had a server; `machine`: a machine was on or booting and is being stopped. */
  stopped: z.enum(["waiting", "machine"]),
});
export type WireCancellation = z.infer<typeof WireCancellation>;
