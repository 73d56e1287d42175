import * as z from "zod";

/** Why a job ended, closed: each has a sentence and a remedy in {@link describeReason}. */
export const REASONS = [
  "trained",
  "trained_unreported",
  "cancelled",
  "server_busy",
  "queue_timeout",
  "boot_timeout",
  "boot_failed",
  "machine_silent",
  "run_timeout",
  "quota_exceeded",
  "machine_refused",
  "machine_missing",
  "config_removed",
  "trainer_failed",
] as const;
export const Reason = z.enum(REASONS);
export type Reason = z.infer<typeof Reason>;

/** How each reason leaves the job. */
export const STATE_OF_REASON = {
  trained: "succeeded",
  trained_unreported: "succeeded",
  cancelled: "cancelled",
  server_busy: "failed",
  queue_timeout: "failed",
  boot_timeout: "failed",
  boot_failed: "failed",
  machine_silent: "failed",
  run_timeout: "failed",
  quota_exceeded: "failed",
  machine_refused: "failed",
  machine_missing: "failed",
  config_removed: "failed",
  trainer_failed: "failed",
} as const satisfies Record<Reason, "succeeded" | "failed" | "cancelled">;

const PROSE: Record<Reason, { sentence: string; remedy: string }> = {
  trained: { sentence: "The model was trained.", remedy: "Download it." },
  trained_unreported: {
    sentence: "The training server took the training config away, which is all that it reports.",
    remedy: "Look for the model where your training server puts it.",
  },
  cancelled: { sentence: "The job was cancelled.", remedy: "Submit it again when you want it." },
  server_busy: {
    sentence: "Every server of this task type was busy and the job was not to wait.",
    remedy: 'Submit it with onBusy "queue", or again later.',
  },
  queue_timeout: {
    sentence: "The job waited longer than it was allowed to.",
    remedy: "Submit it again, with a larger maxQueue, or add a server of this task type.",
  },
  boot_timeout: {
    sentence: "The machine was started but no training server took the job in time.",
    remedy: "Look at the boot log of the instance: is the training server installed and may it read the bucket?",
  },
  boot_failed: {
    sentence: "The machine was started and went off by itself before it took the job.",
    remedy: "Look at the instance's state reason: an encrypted disk whose key the role may not use is the usual cause.",
  },
  machine_silent: {
    sentence: "The machine took the job and then stopped reporting.",
    remedy: "Look at the log tail: memory or disk ran out, or the machine lost its network.",
  },
  run_timeout: {
    sentence: "The training took longer than it was allowed to.",
    remedy: "Submit it with a larger maxRun, fewer epochs or less data.",
  },
  quota_exceeded: {
    sentence: "The account's EC2 quota does not allow this instance to run.",
    remedy: "Ask AWS for a higher quota of the named kind, or stop other instances.",
  },
  machine_refused: {
    sentence: "EC2 refused to start the instance.",
    remedy: "The detail names EC2's code; most often a permission or the instance's settings.",
  },
  machine_missing: {
    sentence: "None of the server's instances exists.",
    remedy: "Correct the instance ids of the server in the configuration.",
  },
  config_removed: {
    sentence: "Somebody took the training config away before the machine was done.",
    remedy: "Submit the job again; cancel jobs through the API, not in the bucket.",
  },
  trainer_failed: {
    sentence: "The trainer gave up.",
    remedy: "The detail and the log tail say why.",
  },
};

/** A sentence about what happened and one about what to do, both for people. */
export const describeReason = (reason: Reason): { sentence: string; remedy: string } => PROSE[reason];
