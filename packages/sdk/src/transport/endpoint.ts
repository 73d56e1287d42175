import type { AnswerFacts } from "../error/from-answer.ts";
import { retryAfterMs } from "./retry.ts";
import type { Runtime } from "./runtime.ts";

/** Where the platform answers, and how it is spoken to. */
export interface Endpoint {
  /** Without a slash at the end. */
  readonly url: string;
  /** The same for subscriptions, which may be served by a function of their own. */
  readonly streamUrl: string;
  readonly apiKey: string;
  /** For one answer, from the request to the last byte; of a stream: to its first byte. */
  readonly timeoutMs: number;
  /** How often a call that is safe to repeat is sent again. */
  readonly retries: number;
  readonly runtime: Runtime;
}

/** The key travels in a header and nowhere else: addresses end in logs. */
export const authorization = ({ apiKey }: Endpoint): Record<string, string> => ({ authorization: `Bearer ${apiKey}` });

/** A tRPC address; without an input for procedures that take none. */
export function procedureUrl(base: string, path: string, input: unknown): string {
  const query = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  return `${base}/${path}${query}`;
}

/** `x-amzn-requestid` is Lambda's, `x-amz-request-id` is S3's. */
const REQUEST_ID_HEADERS = ["x-request-id", "x-amzn-requestid", "x-amz-request-id"] as const;

export function factsOf(answer: Pick<Response, "status" | "headers">, runtime: Runtime): AnswerFacts {
  const { status, headers } = answer;
  const requestId = REQUEST_ID_HEADERS.map((name) => headers.get(name)).find((id) => id !== null) ?? null;
  return { status, requestId, retryAfterMs: retryAfterMs(headers.get("retry-after"), runtime.now()) };
}
