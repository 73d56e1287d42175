import { TASK_TYPES } from "@flash/schemas";
import type {
  EpochMetrics,
  Score,
  ScoreName,
  StoredArtifact,
  StoredResult,
  StoredTrainingConfig,
  TrainerEventOf,
} from "@flash/schemas";
import type { Fault } from "../attempt/attempt-fault.ts";
import type { ProgressReport } from "../progress/progress-report.ts";

/** Whose result it is. */
export interface ResultOf {
  readonly config: StoredTrainingConfig;
  readonly bootId: string;
  readonly report: ProgressReport;
}

const MAX_MESSAGE = 4_000;

export function succeededResult(
  { config, bootId, report }: ResultOf,
  result: TrainerEventOf<"result">,
  { metrics, artifacts }: { metrics: EpochMetrics[]; artifacts: StoredArtifact[] },
): StoredResult {
  return {
    protocol: config.protocol,
    outcome: "succeeded",
    job: config.token,
    attempt: config.attempt,
    boot_id: bootId,
    accuracy: result.val_accuracy ?? null,
    score: scoreOf(TASK_TYPES[config.task_type].score, result),
    metrics,
    confusion: result.confusion ?? null,
    classes: config.dataset.classes,
    artifacts,
    substitution: report.progress.substitution,
    log_tail: report.logTail.lines(),
  };
}

function scoreOf(name: ScoreName, { val_accuracy, metrics }: TrainerEventOf<"result">): Score | null {
  const value = name === "accuracy" ? val_accuracy : metrics?.[name];
  return value === undefined || value > 1 ? null : { name, value };
}

export function failedResult({ config, bootId, report }: ResultOf, fault: Fault, message: string): StoredResult {
  return {
    protocol: config.protocol,
    outcome: "failed",
    job: config.token,
    attempt: config.attempt,
    boot_id: bootId,
    fault,
    message: message.slice(0, MAX_MESSAGE),
    log_tail: report.logTail.lines(),
  };
}
