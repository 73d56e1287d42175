import type { EpochMetrics, PHASES, StoredProgress, TrainerEvent, TrainerEventOf, TrainerPhase } from "@flash/schemas";
import { keptMetrics } from "./kept-metrics.ts";

/** What `progress.json` says of the work itself; who writes it, how often and the log belong to the writer. */
export type Progress = Omit<StoredProgress, "protocol" | "seq" | "boot_id" | "log_tail">;

export const NO_PROGRESS: Progress = {
  phase: "preparing",
  step: 0,
  total: 0,
  epoch: 0,
  epochs: 0,
  metrics: [],
  eta_ms: null,
  substitution: null,
};

const PHASE_OF = {
  load: "loading",
  features: "loading",
  train: "training",
  evaluate: "evaluating",
  export: "exporting",
} as const satisfies Record<TrainerPhase, (typeof PHASES)[number]>;

/** As the stored document allows. */
const MAX_EPOCHS = 1_000;

/** The progress after one more event of the trainer. */
export function progressAfter(progress: Progress, event: TrainerEvent): Progress {
  switch (event.type) {
    case "started":
      return {
        ...progress,
        phase: "loading",
        substitution: shortened(event.substitution),
        // Epochs before the checkpoint were trained by an earlier run: this one tells only those after it.
        metrics: progress.metrics.filter(({ epoch }) => epoch <= (event.resumed_from_epoch ?? 0)),
      };
    case "phase":
      return { ...progress, phase: PHASE_OF[event.name], step: 0, total: event.total ?? 0, eta_ms: null };
    case "progress":
      return {
        ...progress,
        phase: PHASE_OF[event.phase],
        step: event.done,
        total: event.total,
        epoch: event.epoch ?? progress.epoch,
        eta_ms: event.eta_ms ?? null,
      };
    case "epoch":
      return { ...progress, epoch: event.epoch, epochs: event.epochs, metrics: withEpoch(progress.metrics, event) };
    case "checkpoint":
    case "warning":
    case "artifact":
    case "result":
    case "error":
      return progress;
  }
}

const MAX_NAME_CHARACTERS = 200;

/** A model's name is as long as a trainer likes, up to a whole line. */
function shortened(substitution: TrainerEventOf<"started">["substitution"]): Progress["substitution"] {
  if (substitution === undefined) return null;
  const { asked, used } = substitution;
  return { asked: asked.slice(0, MAX_NAME_CHARACTERS), used: used.slice(0, MAX_NAME_CHARACTERS) };
}

/** Work of the agent itself. */
export const inPhase = (progress: Progress, phase: Progress["phase"], step: number, total: number): Progress => ({
  ...progress,
  phase,
  step,
  total,
  eta_ms: null,
});

function withEpoch(metrics: readonly EpochMetrics[], event: TrainerEventOf<"epoch">): EpochMetrics[] {
  const others = metrics.filter(({ epoch }) => epoch !== event.epoch);
  const row: EpochMetrics = {
    epoch: event.epoch,
    train_loss: event.train_loss,
    train_accuracy: event.train_accuracy ?? null,
    val_loss: event.val_loss,
    val_accuracy: event.val_accuracy ?? null,
    learning_rate: event.learning_rate,
    duration_ms: event.duration_ms,
    metrics: keptMetrics(event.metrics),
  };
  return [...others, row].slice(-MAX_EPOCHS);
}
