import {
  checkpointPrefix,
  claimKey,
  modelPrefix,
  progressKey,
  resultKey,
  type ServerName,
  type StoredJob,
  type StoredTrainingConfig,
} from "@flash/schemas";
import type { Content } from "../documents/documents.ts";

/** [D3] what the training server reads: the job's present attempt, with every key that it will write. */
export function trainingConfigOf(job: StoredJob, server: ServerName): Content<StoredTrainingConfig> {
  const { id, attempt } = job;
  return {
    protocol: 1,
    token: id,
    task_type: job.task_type,
    server,
    attempt,
    dataset: job.dataset,
    hyperparameters: job.hyperparameters,
    keys: {
      claim: claimKey(id, attempt),
      progress: progressKey(id, attempt),
      result: resultKey(id, attempt),
      model_prefix: modelPrefix(id, attempt),
      checkpoint_prefix: checkpointPrefix(id, attempt),
    },
    resume_prefix: attempt > 1 ? checkpointPrefix(id, attempt - 1) : null,
    max_silence_ms: job.limits.max_silence_ms,
    max_run_ms: job.limits.max_run_ms,
  };
}
