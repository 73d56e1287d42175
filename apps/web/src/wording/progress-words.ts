import type { WireProgress } from "@flash/sdk";

export const PHASE_NAME: Record<WireProgress["phase"], string> = {
  preparing: "Preparing",
  loading: "Loading the dataset",
  training: "Training",
  evaluating: "Measuring on held-out rows",
  exporting: "Writing the model",
  uploading: "Storing the model",
};

/** Share of each phase's end in the whole, as a person would want to see it: training is nearly all of it. */
const SHARE_BEFORE: Record<WireProgress["phase"], number> = {
  preparing: 0,
  loading: 0.01,
  training: 0.03,
  evaluating: 0.95,
  exporting: 0.97,
  uploading: 0.98,
};
const TRAINING_SHARE = SHARE_BEFORE.evaluating - SHARE_BEFORE.training;

/**
 * How much of the whole training is done.
 *
 * @returns 0 to 1; null when the trainer counts nothing.
 */
export function shareDone({ phase, step, total, epoch, epochs }: WireProgress): number | null {
  if (phase !== "training") return SHARE_BEFORE[phase];
  const within = total > 0 ? Math.min(step / total, 1) : null;
  if (epochs > 0 && within === null) return SHARE_BEFORE.training + TRAINING_SHARE * Math.min(epoch / epochs, 1);
  return within === null ? null : SHARE_BEFORE.training + TRAINING_SHARE * within;
}
