import { isFlashError } from "../error/flash-error.ts";
import { errorOfShape, errorOfStatus, errorShapeIn, resultIn } from "../error/from-answer.ts";
import { deadline } from "./deadline.ts";
import { authorized, factsOf, procedureUrl } from "./endpoint.ts";
import type { Endpoint } from "./endpoint.ts";
import { callPolicy, withRetries } from "./retry.ts";

/** One query or mutation, as tRPC names it. */
export interface Call {
  readonly type: "query" | "mutation";
  readonly path: string;
  readonly input: unknown;
  readonly signal?: AbortSignal | null | undefined;
}

/**
 * Mutations that may be sent twice: `train` carries an idempotency key, and completing an upload again changes nothing.
 * Every other one is sent once, because a lost answer does not say whether it was carried out.
 */
const REPEATABLE_MUTATIONS: readonly string[] = ["train", "datasets.completeUpload"];

const isRepeatable = ({ type, path }: Call): boolean => type === "query" || REPEATABLE_MUTATIONS.includes(path);

/** @throws FlashError only. */
export function call(endpoint: Endpoint, request: Call): Promise<unknown> {
  const retries = isRepeatable(request) ? endpoint.retries : 0;
  return withRetries(() => callOnce(endpoint, request), callPolicy(retries), {
    runtime: endpoint.runtime,
    signal: request.signal,
  });
}

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
  const shape = errorShapeIn(body);
  if (shape !== null) throw errorOfShape(shape, facts);
  const result = response.ok ? resultIn(body) : null;
  if (result === null) throw errorOfStatus(facts, "no tRPC body");
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
