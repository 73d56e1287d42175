import { setTimeout as sleep } from "node:timers/promises";
import { type HttpAnswer, type HttpRequest, NoAnswer, type SendHttp } from "./http.ts";
import { errorIn } from "./xml.ts";

/** Before the one retry, at most: of an S3 that failed, and of one that wants to be asked less. Milliseconds. */
const FAILED_WAIT_MS = 100;
const BUSY_WAIT_MS = 500;

/** How long to wait at most before the same request again; null: it would be answered the same. */
export function retryWaitMs({ status, body }: Pick<HttpAnswer, "status" | "body">): number | null {
  if (status === 503 || status === 429) return BUSY_WAIT_MS;
  const hasFailed = status >= 500 || (status === 400 && errorIn(body).code === "RequestTimeout");
  return hasFailed ? FAILED_WAIT_MS : null;
}

/**
 * Sends a request a second time where the first came to nothing, as the AWS SDK does with `maxAttempts: 2`. A connection
 * that broke may be one of many that were kept while the function was frozen: the retry makes a new one.
 *
 * @throws NoAnswer
 */
export async function sentTwiceAtMost(send: SendHttp, request: HttpRequest): Promise<HttpAnswer> {
  const first = await send(request, "kept").catch((error: unknown) => {
    if (error instanceof NoAnswer) return null;
    throw error;
  });
  const waitMs = first === null ? FAILED_WAIT_MS : retryWaitMs(first);
  if (first !== null && waitMs === null) return first;
  await sleep(Math.random() * (waitMs ?? 0));
  return send(request, "new");
}
