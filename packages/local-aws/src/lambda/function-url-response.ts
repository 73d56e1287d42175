/** Status and headers of an HTTP answer; several values of a header are sent as several lines. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

export interface Answer extends AnswerHead {
  readonly body: Buffer;
}

/** What a Function URL answers when the function fails or gives no sensible answer. It never says why. */
export const FUNCTION_FAILED: Answer = {
  status: 502,
  headers: { "content-type": "application/json", "x-amzn-errortype": "InternalServerErrorException" },
  body: Buffer.from("Internal Server Error"),
};

export const TOO_MANY_REQUESTS: Answer = {
  status: 429,
  headers: { "content-type": "application/json", "x-amzn-errortype": "TooManyRequestsException" },
  body: Buffer.from(
    JSON.stringify({ Reason: "ConcurrentInvocationLimitExceeded", Type: "User", message: "Rate Exceeded." }),
  ),
};

export const REQUEST_TOO_LARGE: Answer = {
  status: 413,
  headers: { "content-type": "application/json", "x-amzn-errortype": "RequestEntityTooLargeException" },
  body: Buffer.from(JSON.stringify({ message: "Request Entity Too Large" })),
};

/**
 * The answer that a Function URL makes of a handler's result. A result without a `statusCode` is the body of a 200, as
 * JSON, or as it is when it is a string.
 *
 * @param json - the result as the runtime serialised it.
 */
export function functionUrlAnswer(json: string): Answer {
  const result: unknown = JSON.parse(json);
  if (!isRecord(result) || !("statusCode" in result)) {
    const body = Buffer.from(typeof result === "string" ? result : json);
    return { status: 200, headers: { "content-type": "application/json" }, body };
  }
  const head = answerHead(result);
  const body = bodyOf(result);
  return head && body ? { ...head, body } : FUNCTION_FAILED;
}

/** Status, headers and cookies of a structured result or of a stream's prelude; `undefined` when they make no answer. */
export function answerHead(result: unknown, defaultType = "application/json"): AnswerHead | undefined {
  if (!isRecord(result)) return undefined;
  const { statusCode: status = 200, headers = {}, cookies = [] } = result;
  if (typeof status !== "number" || !Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (!isRecord(headers) || !Array.isArray(cookies)) return undefined;
  const lines: Record<string, string | string[]> = { "content-type": defaultType };
  for (const [name, value] of Object.entries(headers)) {
    if (isRecord(value) || Array.isArray(value)) return undefined;
    if (!NOT_THE_HANDLERS.has(name.toLowerCase())) lines[name.toLowerCase()] = String(value);
  }
  if (cookies.length > 0) lines["set-cookie"] = cookies.map(String);
  return { status, headers: lines };
}

/** Belong to the connection; Lambda sets them itself. */
const NOT_THE_HANDLERS = new Set(["connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"]);

function bodyOf({ body, isBase64Encoded = false }: Record<string, unknown>): Buffer | undefined {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body !== "string" || typeof isBase64Encoded !== "boolean") return undefined;
  return Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
