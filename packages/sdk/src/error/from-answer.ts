import { flashError, isRefusal, toldRefusal } from "./flash-error.ts";
import type { FlashError } from "./flash-error.ts";

/** What is known of an answer besides its body. */
export interface AnswerFacts {
  status: number;
  requestId: string | null;
  retryAfterMs: number | null;
}

/** HTTP statuses after which the same request may well succeed: RFC 9110 and 6585, and what gateways answer. */
export const isTransientStatus = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOr = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);

/** The error of an answer that has no tRPC body, such as a gateway's. */
function errorOfStatus(facts: AnswerFacts, detail: string): FlashError {
  const { status, requestId, retryAfterMs } = facts;
  return isTransientStatus(status)
    ? flashError({ code: "server_fault", status, retryAfterMs }, { requestId })
    : flashError({ code: "unexpected_answer", status, detail }, { requestId });
}

/**
 * The typed error of a tRPC error shape, as it stands in an HTTP body under `error` and in an SSE `serialized-error`.
 * A refusal's facts are in `data.problem`, its words in `message` and `data.remedy`; anything else is an outage or a misunderstanding, by its HTTP status.
 */
export function errorOfShape(shape: unknown, facts: AnswerFacts): FlashError {
  const { message, data: told } = isRecord(shape) ? shape : {};
  const data = isRecord(told) ? told : {};
  const requestId = typeof data.requestId === "string" ? data.requestId : facts.requestId;
  const status = typeof data.httpStatus === "number" ? data.httpStatus : facts.status;
  const { problem, remedy } = data;
  if (isRecord(problem) && isRefusal(problem)) {
    return toldRefusal(problem, { sentence: textOr(message, problem.code), remedy: textOr(remedy, ""), requestId });
  }
  return errorOfStatus({ ...facts, status, requestId }, "no known refusal");
}

/** The error of an answer without what was asked for: tRPC's own, or that of its status. */
export function errorOfBody(body: unknown, facts: AnswerFacts, detail: string): FlashError {
  return isRecord(body) && isRecord(body.error) ? errorOfShape(body.error, facts) : errorOfStatus(facts, detail);
}

/** The value of a tRPC success body, in a box because it may be `undefined`; null when the body is none. */
export function resultIn(body: unknown): { data: unknown } | null {
  return isRecord(body) && isRecord(body.result) ? { data: body.result.data } : null;
}
