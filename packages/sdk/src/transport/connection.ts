import { isFlashError } from "../error/flash-error.ts";
import { errorOfBody, errorOfShape } from "../error/from-answer.ts";
import { parseJson } from "./call.ts";
import { deadline } from "./deadline.ts";
import type { Deadline } from "./deadline.ts";
import { authorized, factsOf, procedureUrl } from "./endpoint.ts";
import type { Endpoint } from "./endpoint.ts";
import { eventStreamReader } from "./event-stream.ts";
import { subscriptionMessage } from "./subscription-message.ts";
import type { SubscriptionMessage } from "./subscription-message.ts";

/** A subscription, as tRPC names it. */
export interface Subscription {
  readonly path: string;
  readonly input: unknown;
  readonly signal?: AbortSignal | null | undefined;
}

/** A connection lives for a minute at most (DESIGN.md §4), so that a longer silence is a dead one's. */
const LONGEST_SILENCE_MS = 75_000;

/**
 * One connection of a subscription, until the server or the network ends it. Leaving the loop closes it.
 *
 * @param resumeAfter - the id of the last event seen: the stream continues behind it.
 * @throws FlashError: the server's refusal or fault, `network`, `timeout` on silence, or `aborted`.
 */
export async function* connect(
  endpoint: Endpoint,
  { path, input, signal }: Subscription,
  resumeAfter: string | null,
): AsyncGenerator<SubscriptionMessage> {
  const limit = deadline(signal);
  const url = procedureUrl(endpoint.streamUrl, path, inputBehind(input, resumeAfter));
  try {
    limit.start(endpoint.timeoutMs);
    const { facts, stream } = await authorized(endpoint, limit.signal, async (authorization) => {
      const headers = { ...authorization, accept: "text/event-stream" };
      // A stream is news: whatever a cache holds of it is not.
      const response = await endpoint.runtime.fetch(url, { headers, signal: limit.signal, cache: "no-store" });
      return { facts: factsOf(response, endpoint.runtime), stream: await streamOf(response, endpoint) };
    });
    for await (const message of messagesOf(stream, limit)) {
      if (message.type === "refused") throw errorOfShape(message.shape, { ...facts, status: 500 });
      yield message;
    }
  } catch (error) {
    throw isFlashError(error) ? error : limit.explain(error);
  } finally {
    limit.end();
  }
}

/** tRPC's subscriptions take the id to resume after in their input: not in a header, which CORS would have to allow. */
const inputBehind = (input: unknown, lastEventId: string | null): unknown =>
  lastEventId === null ? input : { ...Object(input), lastEventId };

async function streamOf(response: Response, { runtime }: Endpoint): Promise<ReadableStream<Uint8Array>> {
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  if (response.ok && isStream && response.body !== null) return response.body;
  throw errorOfBody(parseJson(await response.text()), factsOf(response, runtime), "no event stream");
}

async function* messagesOf(stream: ReadableStream<Uint8Array>, limit: Deadline): AsyncGenerator<SubscriptionMessage> {
  const events = eventStreamReader();
  const source = stream.getReader();
  let silenceMs = LONGEST_SILENCE_MS;
  for (;;) {
    // The clock runs only while we wait for the server: a slow reader of this generator is no silence.
    limit.start(silenceMs);
    const { done, value } = await source.read();
    limit.pause();
    if (done) return;
    for (const event of events.read(value)) {
      const message = subscriptionMessage(event);
      if (message.type === "connected") silenceMs = message.silenceMs ?? silenceMs;
      yield message;
    }
  }
}
