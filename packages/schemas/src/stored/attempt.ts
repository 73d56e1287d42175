import * as z from "zod";
import { InstanceId, JobId } from "../ids.ts";
import { Score } from "../task-types/score.ts";
import { VersionIfSaid } from "./version.ts";

/** A machine took the attempt, or the control plane closed it: whichever was written first holds for ever. */
export const StoredClaim = z.union([
  z.object({
    protocol: VersionIfSaid,
    instance: InstanceId.nullable(),
    /** New with every boot: the same instance with another boot id is a machine that lost power and came back. */
    boot_id: z.string().min(1),
    nonce: z.string().min(1),
  }),
  z.object({ protocol: VersionIfSaid, closed: z.string(), nonce: z.string() }),
]);
export type StoredClaim = z.infer<typeof StoredClaim>;

/** Losses are means over the rows: cross entropy for classes, half the squared error (standardised) for numbers. */
export const EpochMetrics = z.object({
  epoch: z.int().positive(),
  train_loss: z.number(),
  /** Shares from 0 to 1; null where there are no classes. */
  train_accuracy: z.number().min(0).max(1).nullable().default(null),
  val_loss: z.number(),
  val_accuracy: z.number().min(0).max(1).nullable().default(null),
  learning_rate: z.number(),
  duration_ms: z.number().nonnegative(),
  /** What else was measured on the held-out rows, by name: r2, rmse, … */
  metrics: z.record(z.string(), z.number()).default({}),
});
export type EpochMetrics = z.infer<typeof EpochMetrics>;

export const PHASES = ["preparing", "loading", "training", "evaluating", "exporting", "uploading"] as const;

/** Written by the training server at most every 2 s, and at least every few: its `LastModified` is the heartbeat. */
export const StoredProgress = z.object({
  protocol: VersionIfSaid,
  /** Grows by one with each write. */
  seq: z.int().nonnegative(),
  boot_id: z.string(),
  phase: z.enum(PHASES),
  /** Work done and in all within the phase; both 0 when it cannot be counted. */
  step: z.int().nonnegative(),
  total: z.int().nonnegative(),
  epoch: z.int().nonnegative().default(0),
  epochs: z.int().nonnegative().default(0),
  metrics: z.array(EpochMetrics).max(1_000).default([]),
  /** Milliseconds until the trainer expects to be done; null when it cannot tell. */
  eta_ms: z.number().nonnegative().nullable().default(null),
  /** The trainer runs another model than the one asked for. */
  substitution: z.object({ asked: z.string(), used: z.string() }).nullable().default(null),
  log_tail: z.array(z.string().max(2_000)).max(200).default([]),
});
export type StoredProgress = z.infer<typeof StoredProgress>;

export const StoredArtifact = z.object({
  /** Below the attempt's `model/`. */
  path: z.string().regex(/^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/u),
  role: z.string().max(40),
  size_bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
});
export type StoredArtifact = z.infer<typeof StoredArtifact>;

/** What can end an attempt on the training server's side. */
export const TRAINER_FAULTS = [
  "bad_data",
  "bad_parameters",
  "out_of_memory",
  "disk_full",
  "unsupported",
  "trainer_crashed",
  "trainer_silent",
  "bad_artifacts",
  "dataset_changed",
] as const;

/** Written once, before the training config is deleted. */
export const StoredResult = z.discriminatedUnion("outcome", [
  z.object({
    protocol: VersionIfSaid,
    outcome: z.literal("succeeded"),
    job: JobId,
    attempt: z.int().positive(),
    boot_id: z.string(),
    accuracy: z.number().min(0).max(1).nullable(),
    /** By the task type's own measure; null in results of before there was one, and when it was not reported. */
    score: Score.nullable().default(null),
    metrics: z.array(EpochMetrics).max(1_000),
    /** Rows are the truth, columns the prediction, in the order of `classes`. */
    confusion: z.array(z.array(z.int().nonnegative())).nullable().default(null),
    classes: z.array(z.string()),
    artifacts: z.array(StoredArtifact),
    substitution: z.object({ asked: z.string(), used: z.string() }).nullable().default(null),
    log_tail: z.array(z.string()).max(200).default([]),
  }),
  z.object({
    protocol: VersionIfSaid,
    outcome: z.literal("failed"),
    job: JobId,
    attempt: z.int().positive(),
    boot_id: z.string(),
    fault: z.enum(TRAINER_FAULTS),
    message: z.string().max(4_000),
    log_tail: z.array(z.string()).max(200).default([]),
  }),
]);
export type StoredResult = z.infer<typeof StoredResult>;

/** How good the model is; results of before there was a score have an accuracy alone. */
export const scoreOf = ({ score, accuracy }: Extract<StoredResult, { outcome: "succeeded" }>): Score | null =>
  score ?? (accuracy === null ? null : { name: "accuracy", value: accuracy });
