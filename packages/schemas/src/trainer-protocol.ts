/**
 * The contract between the agent and a trainer: a command in any language that sees local folders and nothing else.
 *
 *     TRAINER train --job job.json --data data/ --out out/ --checkpoint ckpt/ [--resume]
 *     TRAINER probe        prints one line: {@link TrainerCapabilities}
 *
 * Standard input is closed, standard error is a free log, standard output carries one {@link TrainerEvent} per line.
 */
import * as z from "zod";

/** Grows only when a trainer of the older version can no longer serve a job, or its agent no longer understands it. */
export const TRAINER_PROTOCOL = 1;

/** How a trainer's process ends. Any code that is not here is a crash: retry from the last checkpoint. */
export const TRAINER_EXIT = {
  /** A `result` was sent and `manifest.json` is complete. Zero without both of them is a failure. */
  done: 0,
  /** The job or its data are wrong, or training diverged: the same job would fail again. */
  badJob: 2,
  /** This trainer does not know the task type, the model or the protocol version. */
  unsupported: 3,
  /** Memory or disk ran out: another machine may do. A SIGKILL that the agent did not send counts as this. */
  resources: 4,
  /** Stopped by SIGTERM; whatever is in the checkpoint folder can be resumed. */
  stopped: 75,
} as const;

export const TRAINER_LIMITS = {
  /** Longest line on standard output, in bytes without the line feed. */
  lineBytes: 65_536,
  /** `progress` events a second, roughly. */
  progressPerSecond: 4,
  /** From SIGTERM to the exit: finish the batch, write a checkpoint. SIGKILL follows. */
  stopMs: 10_000,
  /** Without a line for this long the trainer counts as hung. */
  silenceMs: 120_000,
} as const;

/** All that a trainer gets of its parent's environment, besides what it reads from job.json. */
export const TRAINER_ENV = [
  "PATH",
  "HOME",
  "LANG",
  "TMPDIR",
  "CUDA_VISIBLE_DEVICES",
  "FLASH_JOB_ID",
  "FLASH_ATTEMPT",
  "FLASH_SEED",
  "FLASH_THREADS",
  "FLASH_DEADLINE_MS",
] as const;

/** Names of the files that the contract fixes, each relative to its folder. */
export const TRAINER_FILES = {
  /** In data/, text and tables: UTF-8, RFC 4180, comma, with a header line. Images: `<class index>/<n>.jpg|png`. */
  csv: "data.csv",
  /** In data/: {@link TrainerSplit}. */
  split: "split.json",
  /** In out/: {@link TrainerManifest}. Written last, by rename. */
  manifest: "manifest.json",
} as const;

const Count = z.int().nonnegative();
const EpochNumber = z.int().positive();
/** Correct ÷ all, 0 to 1. */
const Share = z.number().min(0).max(1);
/** A plain file below its folder: no absolute path, no `..`, no hidden file, no backslash. */
const RelativePath = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/);

/** job.json. Fields that a trainer does not know are ignored. */
export const TrainerJob = z.object({
  protocol: z.literal(TRAINER_PROTOCOL),
  job_id: z.string().min(1),
  task_type: z.string().min(1),
  /** The only source of randomness: same seed, data and params mean the same weights on the same trainer. */
  seed: z.int().min(0).max(0xffff_ffff),
  /** In the order of the model's outputs; empty for a task without classes (regression). */
  classes: z.array(z.string()),
  /** Which share of the rows is trained on. Informative: `split.json` says which rows. */
  split: z.object({ train: z.number().gt(0).lt(1) }),
  /** Hyperparameters by the task type's own definition, complete with defaults, in snake_case. */
  params: z.record(z.string(), z.unknown()),
});
export type TrainerJob = z.infer<typeof TrainerJob>;

/**
 * split.json: the agent decides who is held out, so that every trainer validates on the same rows.
 * Numbers are records of data.csv counted from 0 after the header; a dropped record keeps its number and is in neither list.
 */
export const TrainerSplit = z.object({ train: z.array(Count), validation: z.array(Count) });
export type TrainerSplit = z.infer<typeof TrainerSplit>;

/** What `probe` prints. */
export const TrainerCapabilities = z.object({
  type: z.literal("capabilities"),
  protocol: z.int().positive(),
  trainer: z.object({ name: z.string(), version: z.string() }),
  tasks: z.array(z.object({ task_type: z.string(), models: z.array(z.string()) })),
  device: z.string(),
  resume: z.boolean(),
});
export type TrainerCapabilities = z.infer<typeof TrainerCapabilities>;

export const TrainerArtifactRole = z.enum([
  "model",
  "labels",
  "preprocess",
  "metrics",
  "sample",
  "weights",
  "plot",
  "other",
]);
export const TrainerArtifact = z.object({
  role: TrainerArtifactRole,
  path: RelativePath,
  bytes: Count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** "onnx", "json", "safetensors", "svg", … */
  format: z.string().min(1),
});
export type TrainerArtifact = z.infer<typeof TrainerArtifact>;

/** out/manifest.json. Only what it lists is uploaded, after size and digest were checked. */
export const TrainerManifest = z.object({
  protocol: z.literal(TRAINER_PROTOCOL),
  job_id: z.string().min(1),
  artifacts: z.array(TrainerArtifact),
});
export type TrainerManifest = z.infer<typeof TrainerManifest>;

const Tensor = z.object({
  type: z.enum(["float32", "int64", "int32"]),
  dims: z.array(Count),
  data: z.array(z.number()),
});
/** The artifact of role `sample`: feed these tensors to the model and it answers those, within `tolerance`. */
export const TrainerSample = z.object({
  inputs: z.record(z.string(), Tensor),
  outputs: z.record(z.string(), Tensor),
  /** Largest absolute difference that still counts as equal. */
  tolerance: z.number().positive(),
  /** What a person sees: the raw input where it is text, and the class predicted. */
  text: z.string().optional(),
  label: z.string().optional(),
});
export type TrainerSample = z.infer<typeof TrainerSample>;

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

/** A line of standard output: an event, or something to keep in the log. Nothing a trainer prints is fatal. */
export type TrainerLine =
  | { kind: "event"; event: TrainerEvent }
  /** JSON with a `type` of a later protocol, or an event with wrong fields (`problem` says which). */
  | { kind: "ignored"; type: string; problem: string }
  | { kind: "log"; text: string };

const Typed = z.object({ type: z.string() });
const KNOWN_TYPES: ReadonlySet<string> = new Set(TrainerEvent.options.map((option) => option.shape.type.value));

/** Reads one line, without its line feed. The caller cuts lines at {@link TRAINER_LIMITS}`.lineBytes`. */
export function parseTrainerLine(line: string): TrainerLine {
  const value = jsonOrUndefined(line);
  const typed = Typed.safeParse(value);
  if (!typed.success) return { kind: "log", text: line };
  const { type } = typed.data;
  if (!KNOWN_TYPES.has(type)) return { kind: "ignored", type, problem: "unknown type" };
  const event = TrainerEvent.safeParse(value);
  if (!event.success) return { kind: "ignored", type, problem: z.prettifyError(event.error) };
  return { kind: "event", event: event.data };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
