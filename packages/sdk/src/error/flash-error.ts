import { describeEarlyRefusal } from "@flash/schemas";
import type { EarlyRefusal, Problem, ProblemCode } from "@flash/schemas";
import { describeFault } from "./fault.ts";
import type { Fault } from "./fault.ts";

/**
 * Everything that a call can end with: what Flash refuses, and what can go wrong on the way.
 *
 * @example
 * ```ts
 * const isOver = (problem: FlashProblem): boolean => problem.code === "job_already_ended";
 * ```
 */
export type FlashProblem = Problem | Fault;
/**
 * The codes of {@link FlashError}.
 *
 * @example
 * ```ts
 * const quiet: readonly FlashErrorCode[] = ["aborted"];
 * ```
 */
export type FlashErrorCode = FlashProblem["code"];

/**
 * The one error that the SDK throws, as a union over its codes: a `switch` on `code` is exhaustive, and each case knows
 * the type of `problem`.
 *
 * @example
 * ```ts
 * if (isFlashError(error) && error.code === "dataset_invalid") show(error.problem.report);
 * ```
 */
export type FlashError = { [Code in FlashErrorCode]: FlashErrorOf<Code> }[FlashErrorCode];

/** Marks errors of every copy of this package, so that {@link isFlashError} knows them in one page with two copies. */
const MARK = Symbol.for("@flash/sdk/error");

/** What is said of an error besides its problem. */
interface Told {
  /** What happened, for people. */
  readonly sentence: string;
  /** What to do about it, for people. */
  readonly remedy: string;
  /** Of the answer. */
  readonly requestId?: string | null;
  /** Whatever was caught. */
  readonly cause?: unknown;
}

/**
 * A {@link FlashError} of one code.
 *
 * @example
 * ```ts
 * const waitMs = (error: FlashErrorOf<"rate_limited">): number => error.problem.retryAfterMs;
 * ```
 */
export class FlashErrorOf<Code extends FlashErrorCode> extends Error {
  readonly code: Code;
  /** The facts, typed by `code`. */
  readonly problem: Extract<FlashProblem, { code: Code }>;
  /** What to do about it, for people. `message` says what happened. */
  readonly remedy: string;
  /** Names the request in the platform's logs; null when no answer came. */
  readonly requestId: string | null;
  /** Which procedure ended with it, such as `jobs.cancel`; null for what happened elsewhere: on this computer, or at the storage. */
  readonly procedure: string | null = null;
  /** @internal */
  readonly [MARK] = true;

  constructor(problem: Extract<FlashProblem, { code: Code }>, told: Told) {
    super(told.sentence, told.cause === undefined ? undefined : { cause: told.cause });
    this.name = "FlashError";
    this.code = problem.code;
    this.problem = problem;
    this.remedy = told.remedy;
    this.requestId = told.requestId ?? null;
  }
}

/** What can be told without asking the platform. */
export function flashError(problem: Fault | EarlyRefusal, from: Pick<Told, "requestId" | "cause"> = {}): FlashError {
  const words = isRefusal(problem) ? describeEarlyRefusal(problem) : describeFault(problem);
  return toldRefusal(problem, { ...words, ...from });
}

/** Of a stream that was closed in order before it had said what it is for. */
export const endedEarly = (what: string): FlashError =>
  flashError({ code: "unexpected_answer", status: 200, detail: `${what} ended early` });

/** Says of an error which procedure ended with it. @throws it. */
export const thrownBy =
  (procedure: string) =>
  (error: unknown): never => {
    throw isFlashError(error) ? Object.assign(error, { procedure }) : error;
  };

/** What the platform has refused, in its own words. */
export function toldRefusal(problem: FlashProblem, told: Told): FlashError {
  // The class is right for each member of the union; TypeScript does not distribute a constructor over one.
  return new FlashErrorOf<FlashErrorCode>(problem, told) as FlashError;
}

/**
 * Whether the SDK threw this.
 *
 * @example
 * ```ts
 * if (isFlashError(error) && error.code === "hyperparameters_invalid") show(error.problem.faults);
 * ```
 */
export function isFlashError(error: unknown): error is FlashError {
  return error instanceof Error && MARK in error;
}

/** Every code of {@link Problem}, known at run time: a newer platform may refuse with one that this SDK cannot describe. */
const REFUSALS = {
  unauthorized: true,
  forbidden: true,
  bad_request: true,
  request_too_large: true,
  rate_limited: true,
  quota_exceeded: true,
  dataset_not_found: true,
  dataset_not_uploaded: true,
  dataset_not_validated: true,
  dataset_invalid: true,
  dataset_of_other_task: true,
  upload_mismatch: true,
  dataset_too_slow_to_fix: true,
  upload_too_large: true,
  upload_not_open: true,
  upload_incomplete: true,
  upload_corrupt: true,
  dataset_in_use: true,
  hyperparameters_invalid: true,
  server_busy: true,
  no_server_for_task: true,
  server_not_found: true,
  job_not_found: true,
  job_already_ended: true,
  model_not_ready: true,
  idempotency_key_reused: true,
} satisfies Record<ProblemCode, true>;

/** Whether this is one of the refusals that this SDK knows: its facts are then of that type. */
export function isRefusal<Value extends object>(value: Value): value is Value & Problem {
  return "code" in value && typeof value.code === "string" && Object.hasOwn(REFUSALS, value.code);
}
