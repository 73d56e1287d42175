import type { JobState } from "@flash/sdk";

/** Nothing follows these. */
export const isOver = (state: JobState): boolean =>
  state === "succeeded" || state === "failed" || state === "cancelled";

export const STATE_NAME: Record<JobState, string> = {
  queued: "Waiting",
  starting: "Starting",
  booting: "Booting",
  training: "Training",
  cancelling: "Cancelling",
  succeeded: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** The look of a state. */
export const STATE_TONE: Record<JobState, "idle" | "busy" | "good" | "bad"> = {
  queued: "idle",
  starting: "busy",
  booting: "busy",
  training: "busy",
  cancelling: "busy",
  succeeded: "good",
  failed: "bad",
  cancelled: "idle",
};
