import type { JobState } from "./job.ts";

/** Nothing follows these. */
export const isOver = (state: JobState): state is "succeeded" | "failed" | "cancelled" =>
  state === "succeeded" || state === "failed" || state === "cancelled";
