import { describeEarlyRefusal, listed } from "./early-refusal.ts";
import type { Problem, QuotaName } from "./problem.ts";

/** A refusal on its way to the caller. Anything else that is thrown is a bug or an outage. */
export class FlashRefusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(describeRefusal(problem).sentence);
    this.name = "FlashRefusal";
    this.problem = problem;
  }
}

const QUOTAS: Readonly<Record<QuotaName, { readonly counted: string; readonly remedy: string }>> = {
  datasets: { counted: "datasets", remedy: "Delete datasets that are not needed any more." },
  dataset_bytes: { counted: "bytes of datasets", remedy: "Delete datasets that are not needed any more." },
  open_jobs: { counted: "jobs that are not over", remedy: "Wait for one of them, or cancel it." },
  machine_seconds: { counted: "seconds of machine time this month", remedy: "Wait for the next month." },
};

/** What happened and what to do about it, both for people. */
export function describeRefusal(problem: Problem): { sentence: string; remedy: string } {
  switch (problem.code) {
    case "unauthorized":
    case "bad_request":
    case "dataset_invalid":
    case "upload_too_large":
      return describeEarlyRefusal(problem);
    case "forbidden":
      return { sentence: "This needs an admin key.", remedy: "Ask whoever runs the platform." };
    case "request_too_large":
      return {
        sentence: `The request has ${problem.sizeBytes} bytes, more than the ${problem.limitBytes} allowed.`,
        remedy: "Send less at once: datasets go to their presigned URLs.",
      };
    case "rate_limited":
      return {
        sentence: "Too many requests with this key.",
        remedy: `Try again in ${Math.ceil(problem.retryAfterMs / 1_000)} s.`,
      };
    case "quota_exceeded": {
      const { counted, remedy } = QUOTAS[problem.quota];
      return {
        sentence: `The limit of ${problem.limit} ${counted} is reached: ${problem.used} are used.`,
        remedy: `${remedy} Whoever runs the platform can raise the limit.`,
      };
    }
    case "dataset_not_found":
      return {
        sentence: `There is no dataset ${problem.datasetId}.`,
        remedy: "Upload it, or check the id and the key.",
      };
    case "dataset_not_uploaded":
      return {
        sentence: `The bytes of dataset ${problem.datasetId} have not arrived.`,
        remedy: "Upload them to the presigned URL, then complete the upload.",
      };
    case "dataset_not_validated":
      return {
        sentence: `Dataset ${problem.datasetId} has not been validated.`,
        remedy: "Call datasets.validate and wait for its report.",
      };
    case "dataset_of_other_task":
      return {
        sentence: `Dataset ${problem.datasetId} was checked for ${problem.datasetTaskType}, not for ${problem.taskType}.`,
        remedy: "Upload it again for this task type.",
      };
    case "upload_mismatch":
      return {
        sentence: `${problem.storedBytes} bytes arrived, ${problem.declaredBytes} were declared.`,
        remedy: "Upload the whole file again.",
      };
    case "upload_not_open":
      return {
        sentence: `No upload in parts is open for dataset ${problem.datasetId}.`,
        remedy: "Begin the upload anew.",
      };
    case "upload_incomplete":
      return {
        sentence: `${problem.missingParts} parts of dataset ${problem.datasetId} have not arrived: ${problem.parts.join(", ")}.`,
        remedy: "Send the missing parts, then complete the upload.",
      };
    case "upload_corrupt":
      return {
        sentence: `The bytes that arrived have SHA-256 ${problem.storedSha256}, declared was ${problem.declaredSha256}.`,
        remedy: "Upload the file again.",
      };
    case "dataset_in_use":
      return {
        sentence: `Dataset ${problem.datasetId} is needed by ${problem.jobIds.join(", ")}.`,
        remedy: "Wait until these jobs are over, or cancel them.",
      };
    case "dataset_too_slow_to_fix":
      return {
        sentence: `Mending dataset ${problem.datasetId} takes longer than the platform has time for.`,
        remedy: "Mend the file on your computer and upload it again.",
      };
    case "hyperparameters_invalid":
      return {
        sentence: `Hyperparameters out of range: ${listed(problem.faults)}.`,
        remedy: "Correct the named fields.",
      };
    case "server_busy":
      return {
        sentence: `Every server for ${problem.taskType} is busy.`,
        remedy: 'Train with onBusy "queue", or try again later.',
      };
    case "no_server_for_task":
      return {
        sentence: `No server is configured for ${problem.taskType}.`,
        remedy: "Add this task type to a server in the configuration.",
      };
    case "server_not_found":
      return { sentence: `There is no server ${problem.server}.`, remedy: "`status` lists the servers." };
    case "job_not_found":
      return { sentence: `There is no job ${problem.jobId}.`, remedy: "Check the id and the key." };
    case "job_already_ended":
      return { sentence: `Job ${problem.jobId} is over.`, remedy: "Nothing needs to be done." };
    case "model_not_ready":
      return { sentence: `Job ${problem.jobId} has no model.`, remedy: "Wait until it has succeeded." };
    case "idempotency_key_reused":
      return {
        sentence: `The idempotency key ${problem.key} was used for another request.`,
        remedy: "Use a new key for a new request.",
      };
  }
}
