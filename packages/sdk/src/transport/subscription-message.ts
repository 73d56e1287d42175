import { isRecord } from "../error/from-answer.ts";
import { parseJson } from "./call.ts";
import type { StreamEvent } from "./event-stream.ts";

/**
 * What tRPC says over an event stream. `data` with an id was `tracked()` by the server: the stream can be resumed after it.
 *
 * @see https://trpc.io/docs/server/subscriptions
 */
export type SubscriptionMessage =
  | { type: "connected"; silenceMs: number | null }
  | { type: "data"; id: string | null; data: unknown }
  | { type: "refused"; shape: unknown }
  | { type: "complete" }
  /** Says only that the connection lives. */
  | { type: "alive" };

export function subscriptionMessage({ type, data, lastEventId }: StreamEvent): SubscriptionMessage {
  switch (type) {
    case "connected":
      return { type: "connected", silenceMs: silenceIn(parseJson(data)) };
    case "message":
      return { type: "data", id: lastEventId === "" ? null : lastEventId, data: parseJson(data) };
    case "serialized-error":
      return { type: "refused", shape: parseJson(data) };
    case "return":
      return { type: "complete" };
    // `ping`, and `restore-id`, whose id the reader has kept already.
    default:
      return { type: "alive" };
  }
}

/** How long a living connection may be silent at most, as the server's configuration says. */
function silenceIn(options: unknown): number | null {
  const { reconnectAfterInactivityMs: ms } = isRecord(options) ? options : {};
  return typeof ms === "number" && ms > 0 ? ms : null;
}
