import { isFlashError } from "../error/flash-error.ts";
import { errorOfBody, resultIn } from "../error/from-answer.ts";
import { deadline } from "./deadline.ts";
import { authorized, factsOf, procedureUrl } from "./endpoint.ts";
import type { Endpoint } from "./endpoint.ts";
import { newIdempotencyKey } from "./idempotency-key.ts";
import { callPolicy, withRetries } from "./retry.ts";

/** One query or mutation, as tRPC names it. */
export interface Call {
  readonly type: "query" | "mutation";
  readonly path: string;
  readonly input: unknown;
  readonly signal?: AbortSignal | null | undefined;
}

/**
 * Sends a call, and again when its answer is lost: that has no second effect, since every mutation either says what shall be, or
 * is known again by the idempotency key that it carries.
 *
 * @throws FlashError only.
 */
export function call(endpoint: Endpoint, request: Call): Promise<unknown> {
  const { runtime, retries } = endpoint;
  const keyed = request.type === "query" ? request : { ...request, input: withKey(request.input) };
  return withRetries(() => callOnce(endpoint, keyed), callPolicy(retries), { runtime, signal: request.signal });
}

/** The caller's key comes before ours. */
const withKey = (input: unknown): unknown =>
  typeof input === "object" ? { idempotencyKey: newIdempotencyKey(), ...input } : input;

async function callOnce(endpoint: Endpoint, request: Call): Promise<unknown> {
  const limit = deadline(request.signal);
  limit.start(endpoint.timeoutMs);
  try {
    return await authorized(endpoint, limit.signal, async (headers) => {
      const response = await send(endpoint, request, { headers, signal: limit.signal });
      return readAnswer(response, await response.text(), endpoint);
    });
  } catch (error) {
    throw isFlashError(error) ? error : limit.explain(error);
  } finally {
    limit.end();
  }
}

function send(
  { runtime, url }: Endpoint,
  { type, path, input }: Call,
  { headers, signal }: { headers: Record<string, string>; signal: AbortSignal },
): Promise<Response> {
  if (type === "query") return runtime.fetch(procedureUrl(url, path, input), { headers, signal });
  return runtime.fetch(procedureUrl(url, path, undefined), {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    signal,
    ...(input === undefined ? {} : { body: JSON.stringify(input) }),
  });
}

function readAnswer(response: Response, text: string, endpoint: Endpoint): unknown {
  const facts = factsOf(response, endpoint.runtime);
  const body = parseJson(text);
  const result = response.ok ? resultIn(body) : null;
  if (result === null) throw errorOfBody(body, facts, "no tRPC body");
  return result.data;
}

/** @returns undefined for anything that is no JSON, such as a gateway's page. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
