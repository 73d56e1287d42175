import type { JobState } from "@flash/sdk";
import type { StateLook } from "../list/state-badge.tsx";

/** Nothing follows these. */
export const isOver = (state: JobState): boolean =>
  state === "succeeded" || state === "failed" || state === "cancelled";

export const STATE_LOOK: Record<JobState, StateLook> = {
  queued: { name: "Waiting", tone: "idle" },
  starting: { name: "Starting", tone: "busy" },
  booting: { name: "Booting", tone: "busy" },
  training: { name: "Training", tone: "busy" },
  cancelling: { name: "Cancelling", tone: "busy" },
  succeeded: { name: "Done", tone: "good" },
  failed: { name: "Failed", tone: "bad" },
  cancelled: { name: "Cancelled", tone: "idle" },
};
