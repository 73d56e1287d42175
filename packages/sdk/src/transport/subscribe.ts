import { flashError } from "../error/flash-error.ts";
import { connect } from "./connection.ts";
import type { Subscription } from "./connection.ts";
import type { Endpoint } from "./endpoint.ts";
import { callPolicy, retryDelayMs } from "./retry.ts";
import type { RetryPolicy } from "./retry.ts";

/** What a subscription gives out. */
export interface SubscriptionEvent {
  /** null where the server does not track its events. */
  readonly id: string | null;
  readonly data: unknown;
}

/**
 * For connections that fail one after another: about a minute of trying, so that a subscription outlives a deployment
 * or a change of networks. One that brought anything starts the count anew.
 */
export const RECONNECT: RetryPolicy = { ...callPolicy(12), longestRetryAfterMs: 60_000 };

/** A connection that lived for this long without anything to say, and was closed in order, is none that failed. */
const QUIET_LIFE_MS = 5_000;

/**
 * One subscription over as many connections as it takes. When one ends without the server having said that the
 * subscription is over, the next is opened at once and continues after the last event seen; when connections fail
 * without having brought anything, with growing waits. No event is lost or given out twice, provided that the server
 * tracks its events.
 *
 * EventSource is not used: it cannot send the key in a header, and it waits three seconds before each connection.
 *
 * @throws FlashError: the server's refusal, `aborted`, or the last failure when too many came in a row.
 */
export async function* subscribe(endpoint: Endpoint, subscription: Subscription): AsyncGenerator<SubscriptionEvent> {
  const { runtime } = endpoint;
  let resumeAfter: string | null = null;
  for (let failures = 0; ;) {
    const openedAt = runtime.now();
    let brought = false;
    let failure: unknown = null;
    try {
      for await (const message of connect(endpoint, subscription, resumeAfter)) {
        if (message.type === "complete") return;
        if (message.type !== "data" || isRepeated(message.id, resumeAfter)) continue;
        brought = true;
        resumeAfter = message.id ?? resumeAfter;
        yield message;
      }
      brought ||= runtime.now() - openedAt >= QUIET_LIFE_MS;
    } catch (error) {
      failure = error;
    }
    failures = brought ? 0 : failures + 1;
    await runtime.pause(reconnectDelayMs(failure, failures, runtime.random()), subscription.signal);
  }
}

/** The server may send the event again that we resume after; ids name events, so it is the same. */
const isRepeated = (id: string | null, resumeAfter: string | null): boolean => id !== null && id === resumeAfter;

/**
 * @param failure - why the connection ended; null when it was closed in order.
 * @param failures - connections in a row, this one included, that brought nothing.
 * @returns milliseconds.
 * @throws what ended the connection, when another one would not do better.
 */
function reconnectDelayMs(failure: unknown, failures: number, random: number): number {
  const cause = failure ?? flashError({ code: "network" });
  const delayMs = retryDelayMs(cause, Math.max(1, failures), RECONNECT, random);
  if (delayMs === null) throw cause;
  return failures === 0 ? 0 : delayMs;
}
