import type { WireJob, WireOutcome } from "@flash/sdk";
import { PHASE_NAME } from "./progress-words.ts";
import { counted, percent } from "./quantities.ts";

/** What the job does, in one short sentence. */
export function jobHeadline({ state, queuePosition, progress, outcome, attempt }: WireJob): string {
  switch (state) {
    case "queued":
      if (queuePosition === null) return "Waiting for a server";
      return queuePosition === 1 ? "Next in line" : `Waiting: ${counted(queuePosition - 1, "job")} ahead`;
    case "starting":
      return "Switching the server on";
    case "booting":
      return attempt > 1 ? `Booting for attempt ${attempt}` : "The server boots";
    case "training":
      if (progress === null) return "Training";
      if (progress.phase !== "training") return PHASE_NAME[progress.phase];
      return progress.epochs > 0 ? `Training: epoch ${Math.max(progress.epoch, 1)} of ${progress.epochs}` : "Training";
    case "cancelling":
      return "Cancelling: the machine is being stopped";
    case "succeeded":
      return outcome === null ? "The model is trained" : resultWords(outcome);
    case "failed":
    case "cancelled":
      return outcome?.sentence ?? "It is over";
  }
}

function resultWords({ accuracy, score }: WireOutcome): string {
  if (accuracy !== null) return `${percent(accuracy)} right on data it had never seen`;
  if (score?.name === "r2") return `R² ${score.value.toFixed(3)} on data it had never seen`;
  return "The model is trained";
}
