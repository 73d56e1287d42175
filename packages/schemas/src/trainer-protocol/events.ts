import * as z from "zod";
import { TrainerArtifact } from "./artifacts.ts";
import { TRAINER_FILES, TRAINER_PROTOCOL } from "./terms.ts";
import { Count, EpochNumber, RelativePath } from "./values.ts";

/** Correct ÷ all, 0 to 1. */
const Share = z.number().min(0).max(1);

export const TrainerPhase = z.enum(["load", "features", "train", "evaluate", "export"]);
export type TrainerPhase = z.infer<typeof TrainerPhase>;

export const TrainerErrorCode = z.enum([
  "bad_input",
  "bad_params",
  "diverged",
  "out_of_memory",
  "disk_full",
  "unsupported",
  "internal",
]);
export type TrainerErrorCode = z.infer<typeof TrainerErrorCode>;

/** On every line. */
const stamp = {
  /** From 0, one more each line. */
  seq: Count,
  /** Milliseconds since the epoch, on the trainer's clock: for display, never for decisions. */
  ts: Count,
};

/** Once, as soon as the data are known to be good: after the phase `load`, before any other phase. */
const Started = z.object({
  type: z.literal("started"),
  ...stamp,
  protocol: z.literal(TRAINER_PROTOCOL),
  trainer: z.object({ name: z.string(), version: z.string() }),
  device: z.string(),
  threads: z.int().positive(),
  model: z.string(),
  /** The job asked for one model and gets another: shown to the user, never hidden. */
  substitution: z.object({ asked: z.string(), used: z.string() }).optional(),
  resumed_from_epoch: EpochNumber.optional(),
  train_count: Count,
  val_count: Count,
  class_count: Count,
});

const PhaseStarted = z.object({ type: z.literal("phase"), ...stamp, name: TrainerPhase, total: Count.optional() });

const Progress = z.object({
  type: z.literal("progress"),
  ...stamp,
  phase: TrainerPhase,
  done: Count,
  total: Count,
  epoch: EpochNumber.optional(),
  items_per_second: z.number().nonnegative().optional(),
  /** To the end of training, not of the epoch. */
  eta_ms: Count.optional(),
});

const EpochDone = z.object({
  type: z.literal("epoch"),
  ...stamp,
  epoch: EpochNumber,
  epochs: EpochNumber,
  train_loss: z.number(),
  val_loss: z.number(),
  /** Classification only. */
  train_accuracy: Share.optional(),
  val_accuracy: Share.optional(),
  /** What else the task measures on the held-out rows, by name: rmse, auc, … */
  metrics: z.record(z.string(), z.number()).optional(),
  learning_rate: z.number().nonnegative(),
  duration_ms: Count,
  rss_bytes: Count,
  /** The best epoch so far: its weights are the ones exported unless a later one beats it. */
  best: z.boolean(),
});

/** A checkpoint is complete on disk; `path` is relative to the checkpoint folder. */
const CheckpointWritten = z.object({
  type: z.literal("checkpoint"),
  ...stamp,
  epoch: Count,
  path: RelativePath,
  bytes: Count,
});

const Warning = z.object({
  type: z.literal("warning"),
  ...stamp,
  /** snake_case: rows_skipped, image_unreadable, checkpoint_ignored, … */
  code: z.string(),
  message: z.string(),
  count: Count.optional(),
});

const ArtifactWritten = z.object({ type: z.literal("artifact"), ...stamp, ...TrainerArtifact.shape });

const Result = z.object({
  type: z.literal("result"),
  ...stamp,
  /** Classification only: on the held-out rows, of the weights that were exported. */
  val_accuracy: Share.optional(),
  val_loss: z.number(),
  metrics: z.record(z.string(), z.number()).optional(),
  best_epoch: EpochNumber,
  /** Rows are the truth, columns the prediction. Left out when it would not fit a line; metrics.json always has it. */
  confusion: z.array(z.array(Count)).optional(),
  artifacts_file: z.literal(TRAINER_FILES.manifest),
  duration_ms: Count,
});

const Failed = z.object({
  type: z.literal("error"),
  ...stamp,
  code: TrainerErrorCode,
  /** One sentence for the user: what, where, how to mend. */
  message: z.string(),
  retryable: z.boolean(),
});

/** One line of a trainer's standard output. Fields that the agent does not know are dropped. */
export const TrainerEvent = z.discriminatedUnion("type", [
  Started,
  PhaseStarted,
  Progress,
  EpochDone,
  CheckpointWritten,
  Warning,
  ArtifactWritten,
  Result,
  Failed,
]);
export type TrainerEvent = z.infer<typeof TrainerEvent>;
export type TrainerEventOf<Type extends TrainerEvent["type"]> = Extract<TrainerEvent, { type: Type }>;

/** What a trainer says, before it is numbered and stamped. */
export type TrainerMessage = TrainerEvent extends infer Event
  ? Event extends TrainerEvent
    ? Omit<Event, "seq" | "ts">
    : never
  : never;
