import { isFlashError } from "../error/flash-error.ts";
import type { AnswerFacts } from "../error/from-answer.ts";
import { retryAfterMs } from "./retry.ts";
import { abortable } from "./runtime.ts";
import type { Runtime } from "./runtime.ts";

/** Where the platform answers, and how it is spoken to. */
export interface Endpoint {
  /** Without a slash at the end. */
  readonly url: string;
  /** The same for subscriptions, which may be served by a function of their own. */
  readonly streamUrl: string;
  /** What proves who asks. @param last - whether the platform has refused the one before. */
  readonly token: (last: { readonly refused: boolean }) => string | Promise<string>;
  /** Whether a refused token may be followed by a better one. */
  readonly renewsToken: boolean;
  /** Whose answers these are. */
  readonly account: string;
  /** For one answer, from the request to the last byte; of a stream: to its first byte. */
  readonly timeoutMs: number;
  /** How often a call that is safe to repeat is sent again. */
  readonly retries: number;
  readonly runtime: Runtime;
}

/**
 * Sends with a token, and once more with a new one when it is refused: what was refused has not been carried out.
 * The token travels in a header and nowhere else: addresses end in logs.
 *
 * @param signal - ends the waiting for a token too.
 */
export async function authorized<T>(
  { token, renewsToken }: Endpoint,
  signal: AbortSignal,
  send: (headers: Record<string, string>) => Promise<T>,
): Promise<T> {
  // Whoever raised the signal says what that means.
  const ask = (refused: boolean) => abortable(token({ refused }), signal, ({ reason }) => reason);
  const sendAs = (sent: string): Promise<T> => send({ authorization: `Bearer ${sent}` });
  // A token that cannot be had is none that was refused.
  const first = await ask(false);
  try {
    return await sendAs(first);
  } catch (error) {
    if (renewsToken && isFlashError(error) && error.code === "unauthorized") return sendAs(await ask(true));
    throw error;
  }
}

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
