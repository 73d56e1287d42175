/** One dispatched event of a `text/event-stream`. */
export interface StreamEvent {
  /** `message` when the stream names none. */
  readonly type: string;
  readonly data: string;
  /** The stream's last event id at this event: the field persists until another `id` line changes it. */
  readonly lastEventId: string;
}

/**
 * Reads a `text/event-stream` piece by piece, as the standard's algorithm does. An event that has not been closed by its
 * blank line is never given out: a connection that breaks in the middle of one loses nothing but the unfinished half.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function eventStreamReader(): {
  /** @returns the events that these bytes have completed. */ read(bytes: Uint8Array): StreamEvent[];
} {
  /** Removes the byte-order mark, and replaces bytes that are not UTF-8. */
  const decoder = new TextDecoder();
  let unread = "";
  let data: string[] = [];
  let type = "";
  let lastEventId = "";

  function readLine(line: string): StreamEvent[] {
    if (line === "") return dispatch();
    const [field, value = ""] = line.split(/: ?(.*)/su);
    // Comments, `retry` and unknown fields say nothing here: how to wait is this client's own policy.
    if (field === "data") data.push(value);
    else if (field === "event") type = value;
    else if (field === "id" && !value.includes("\0")) lastEventId = value;
    return [];
  }

  function dispatch(): StreamEvent[] {
    const event = { type: type || "message", data: data.join("\n"), lastEventId };
    const isEmpty = data.length === 0;
    data = [];
    type = "";
    return isEmpty ? [] : [event];
  }

  return {
    read(bytes) {
      const text = unread + decoder.decode(bytes, { stream: true });
      // A CR at the end may be the first half of a CRLF: its line waits for what follows.
      const lines = text.replace(/\r$/u, "").split(LINE_END);
      unread = (lines.pop() ?? "") + (text.endsWith("\r") ? "\r" : "");
      return lines.flatMap(readLine);
    },
  };
}

const LINE_END = /\r\n|\n|\r/u;
