/** What a frontend's compiler says. Nothing here runs: `npm run typecheck` reads it. */
import { expectTypeOf } from "vitest";
import { isErrorOf, isFlashError } from "@flash/sdk";
import type {
  EndedJob,
  ErrorOf,
  Flash,
  FlashError,
  FlashErrorCode,
  Job,
  JobState,
  Problem,
  UploadProgress,
  ValidDataset,
} from "@flash/sdk";

declare const flash: Flash;
declare const file: File;
declare const caught: unknown;
const taskType = "text-classification";

type IsAny<T> = 0 extends 1 & T ? true : false;

// Inputs: what the router takes, and nothing else.
void flash.train({ datasetId: "ds_1", taskType });
void flash.train({ dataset: { id: "ds_1" }, taskType, hyperparameters: { model: "gru", epochs: 3, stepLr: null } });
void flash.train({ datasetId: "ds_1", taskType, onBusy: "reject", limits: { maxRunMs: 60_000 } }, {});
// @ts-expect-error a dataset is needed
void flash.train({ taskType });
// @ts-expect-error one dataset, not two
void flash.train({ datasetId: "ds_1", dataset: { id: "ds_1" }, taskType });
// @ts-expect-error a wrong field name
void flash.train({ dataset_id: "ds_1", taskType });
// @ts-expect-error a field too many
void flash.train({ datasetId: "ds_1", taskType, priority: 1 });
// @ts-expect-error a wrong task type
void flash.train({ datasetId: "ds_1", taskType: "text-generation" });
// @ts-expect-error a wrong hyperparameter
void flash.train({ datasetId: "ds_1", taskType, hyperparameters: { epoch: 3 } });
// @ts-expect-error a hyperparameter of the wrong type
void flash.train({ datasetId: "ds_1", taskType, hyperparameters: { epochs: "3" } });
// @ts-expect-error a model that there is not
void flash.train({ datasetId: "ds_1", taskType, hyperparameters: { model: "bert" } });
// @ts-expect-error neither queue nor reject
void flash.train({ datasetId: "ds_1", taskType, onBusy: "wait" });
// @ts-expect-error the task type decides how a file is checked
void flash.uploadDataset(file, {});
// @ts-expect-error a number is no file
void flash.uploadDataset(7, { taskType });
// @ts-expect-error no such procedure
void flash.trpc.jobs.pause;
// @ts-expect-error a query is not mutated
void flash.trpc.status.mutate;

// Outputs: what the router answers, and never any.
type Answer<Method extends (...args: never[]) => Promise<unknown>> = Awaited<ReturnType<Method>>;
type Status = Answer<Flash["status"]>;
expectTypeOf<IsAny<Status>>().toEqualTypeOf<false>();
expectTypeOf<Status["servers"][number]["status"]>().toEqualTypeOf<"sleeping" | "active" | "stopping">();
expectTypeOf<Answer<Flash["train"]>>().toEqualTypeOf<Job>();
expectTypeOf<Answer<Flash["uploadDataset"]>>().toEqualTypeOf<ValidDataset>();
expectTypeOf<ValidDataset["report"]["rows"]["kept"]>().toEqualTypeOf<number>();
expectTypeOf<Answer<Job["wait"]>>().toEqualTypeOf<EndedJob>();
expectTypeOf<EndedJob["state"]>().toEqualTypeOf<"succeeded" | "failed" | "cancelled">();
expectTypeOf<IsAny<EndedJob["outcome"]["reason"]>>().toEqualTypeOf<false>();
expectTypeOf<UploadProgress["stage"]>().toEqualTypeOf<"checking" | "uploading" | "validating">();
expectTypeOf<IsAny<Answer<Flash["trpc"]["jobs"]["get"]["query"]>>>().toEqualTypeOf<false>();
expectTypeOf<Answer<Flash["trpc"]["jobs"]["get"]["query"]>["progress"]>().not.toBeAny();
// Subscriptions are looped over, and take no callbacks.
for await (const { id, data } of flash.trpc.jobs.watch.subscribe({ jobId: "job_1" }, { signal: undefined })) {
  expectTypeOf(id).toEqualTypeOf<string>();
  expectTypeOf(data).not.toBeAny();
  expectTypeOf(data.state).toEqualTypeOf<JobState>();
}
// @ts-expect-error a callback
void flash.trpc.jobs.watch.subscribe({ jobId: "job_1" }, { onData: () => undefined });

// Errors: every refusal of the platform and every fault of the way, closed.
expectTypeOf<Problem["code"]>().toExtend<FlashErrorCode>();
if (isFlashError(caught) && caught.code === "hyperparameters_invalid") {
  expectTypeOf(caught.problem.faults).toEqualTypeOf<{ path: string; message: string }[]>();
  // @ts-expect-error this problem has no report
  void caught.problem.report;
}
// @ts-expect-error there is no such code
if (isFlashError(caught) && caught.code === "dataset_wrong") void caught;

export function reaction(error: FlashError): string {
  switch (error.code) {
    case "unauthorized":
    case "forbidden":
    case "options_invalid":
      return "sign in";
    case "dataset_invalid":
    case "file_invalid":
      return `${error.problem.report.problems.length} problems`;
    case "bad_request":
    case "hyperparameters_invalid":
      return error.problem.faults.map(({ path }) => path).join();
    case "server_busy":
      return error.problem.taskType;
    case "dataset_not_found":
    case "dataset_not_uploaded":
    case "dataset_not_validated":
    case "dataset_of_other_task":
    case "upload_mismatch":
    case "dataset_too_slow_to_fix":
    case "upload_too_large":
    case "request_too_large":
    case "rate_limited":
    case "quota_exceeded":
    case "upload_not_open":
    case "upload_incomplete":
    case "upload_corrupt":
    case "dataset_in_use":
    case "no_server_for_task":
    case "server_not_found":
    case "job_not_found":
    case "job_already_ended":
    case "model_not_ready":
    case "idempotency_key_reused":
    case "aborted":
      return error.remedy;
    case "network":
    case "timeout":
    case "server_fault":
    case "unexpected_answer":
    case "file_unreadable":
    case "file_changed":
    case "upload_refused":
    case "download_refused":
    case "artifact_not_found":
    case "artifact_corrupt":
      return `${error.message} ${error.requestId ?? ""}`;
  }
}

export function unhandled(error: FlashError): "left" {
  if (error.code === "aborted") return "left";
  // @ts-expect-error the other codes are not handled
  return error satisfies never;
}

// What one procedure may be refused with is known for itself.
declare const cancelled: ErrorOf<"jobs.cancel">;
export function told(error: typeof cancelled): string {
  switch (error.code) {
    case "unauthorized":
    case "rate_limited":
    case "request_too_large":
    case "bad_request":
    case "job_not_found":
    case "job_already_ended":
    case "idempotency_key_reused":
      return error.remedy;
    case "network":
    case "timeout":
    case "aborted":
    case "server_fault":
    case "unexpected_answer":
      return error.message;
  }
}
if (isErrorOf("train", caught)) {
  expectTypeOf<"server_busy">().toExtend<typeof caught.code>();
  // @ts-expect-error no model is asked for
  if (caught.code === "model_not_ready") void caught;
}
expectTypeOf<IsAny<ErrorOf<"train">["code"]>>().toEqualTypeOf<false>();
