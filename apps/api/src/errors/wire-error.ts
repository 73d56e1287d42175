import { describeRefusal, FlashRefusal, type Problem, type ProblemCode } from "@flash/schemas";
import { TRPCError, type TRPC_ERROR_CODE_KEY, type TRPC_ERROR_CODE_NUMBER } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { mayRefuse } from "./refusals.ts";
import { inputProblem } from "./input-problem.ts";

/** How each refusal travels. A new problem does not compile until it is mapped. */
export const TRPC_CODE_OF = {
  unauthorized: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  bad_request: "BAD_REQUEST",
  request_too_large: "PAYLOAD_TOO_LARGE",
  rate_limited: "TOO_MANY_REQUESTS",
  quota_exceeded: "TOO_MANY_REQUESTS",
  dataset_not_found: "NOT_FOUND",
  dataset_not_uploaded: "PRECONDITION_FAILED",
  dataset_not_validated: "PRECONDITION_FAILED",
  dataset_invalid: "UNPROCESSABLE_CONTENT",
  dataset_of_other_task: "UNPROCESSABLE_CONTENT",
  upload_mismatch: "CONFLICT",
  dataset_too_slow_to_fix: "PAYLOAD_TOO_LARGE",
  upload_too_large: "PAYLOAD_TOO_LARGE",
  upload_not_open: "PRECONDITION_FAILED",
  upload_incomplete: "PRECONDITION_FAILED",
  upload_corrupt: "CONFLICT",
  dataset_in_use: "CONFLICT",
  hyperparameters_invalid: "BAD_REQUEST",
  server_busy: "CONFLICT",
  no_server_for_task: "UNPROCESSABLE_CONTENT",
  server_not_found: "NOT_FOUND",
  job_not_found: "NOT_FOUND",
  job_already_ended: "CONFLICT",
  model_not_ready: "PRECONDITION_FAILED",
  idempotency_key_reused: "CONFLICT",
} as const satisfies Record<ProblemCode, TRPC_ERROR_CODE_KEY>;

/** `data` of every error that leaves the API. */
export interface WireErrorData {
  readonly code: TRPC_ERROR_CODE_KEY;
  readonly httpStatus: number;
  readonly path: string | null;
  /** null: a bug or an outage, which is in the log under `requestId`. */
  readonly problem: Problem | null;
  /** What to do about the problem, for people; `message` says what happened. Clients need no words of their own. */
  readonly remedy: string | null;
  readonly requestId: string | null;
}

export interface WireError {
  readonly message: string;
  readonly code: TRPC_ERROR_CODE_NUMBER;
  readonly data: WireErrorData;
}

/** tRPC's own refusals of requests that reach no procedure, or reach it with an input that its schema refuses. */
const CALLERS_FAULTS: ReadonlySet<TRPC_ERROR_CODE_KEY> = new Set([
  "PARSE_ERROR",
  "BAD_REQUEST",
  "NOT_FOUND",
  "METHOD_NOT_SUPPORTED",
  "UNSUPPORTED_MEDIA_TYPE",
  "PAYLOAD_TOO_LARGE",
]);

/** What the caller is told to change; null: nothing, the fault is ours. */
export function problemOf(error: TRPCError): Problem | null {
  if (error.cause instanceof FlashRefusal) return error.cause.problem;
  return CALLERS_FAULTS.has(error.code) ? inputProblem(error.cause, error.message) : null;
}

/**
 * A refusal that its procedure throws and does not declare is our fault too: no client knows what to do about it. What
 * tRPC refuses was never the procedure's to declare, such as a query that was sent as a mutation.
 */
const declaredProblem = (error: TRPCError, path: string | undefined): Problem | null => {
  const problem = problemOf(error);
  const isThrown = error.cause instanceof FlashRefusal;
  return isThrown && problem !== null && path !== undefined && !mayRefuse(path, problem.code) ? null : problem;
};

function codeOf(error: TRPCError, problem: Problem | null): TRPC_ERROR_CODE_KEY {
  if (!(error.cause instanceof FlashRefusal)) return error.code;
  return problem === null ? "INTERNAL_SERVER_ERROR" : TRPC_CODE_OF[problem.code];
}

/** An error as the caller gets it: a refusal with its problem, or nothing but the name under which it was logged. */
export function wireError(error: TRPCError, path: string | undefined, requestId: string | undefined): WireError {
  const problem = declaredProblem(error, path);
  const code = codeOf(error, problem);
  const words = problem && describeRefusal(problem);
  return {
    message: words?.sentence ?? "Something went wrong on the server.",
    code: TRPC_ERROR_CODES_BY_KEY[code],
    data: {
      code,
      httpStatus: getHTTPStatusCodeFromError(new TRPCError({ code })),
      path: path ?? null,
      problem,
      remedy: words?.remedy ?? null,
      requestId: requestId ?? null,
    },
  };
}
