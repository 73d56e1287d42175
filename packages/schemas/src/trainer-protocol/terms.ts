/**
 * The contract between the agent and a trainer: a command in any language that sees local folders and nothing else.
 *
 *     TRAINER train --job job.json --data data/ --out out/ --checkpoint ckpt/ [--resume]
 *     TRAINER probe        prints one line: `TrainerCapabilities`
 *
 * Standard input is closed, standard error is a free log, standard output carries one `TrainerEvent` per line.
 */
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
  /** Bytes on standard output and standard error together; after them the trainer counts as run wild. */
  outputBytes: 1024 ** 3,
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
  /**
   * In data/, text and tables: UTF-8, RFC 4180, comma, with a header line. Images instead: `<class index>/<n>.jpg|png`,
   * n counted from 0 over all classes.
   */
  csv: "data.csv",
  /** In data/: `TrainerSplit`. */
  split: "split.json",
  /** In out/: `TrainerManifest`. Written last, by rename. */
  manifest: "manifest.json",
} as const;
