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
export class EventStreamReader {
  /** Removes the byte-order mark, and replaces bytes that are not UTF-8. */
  readonly #decoder = new TextDecoder();
  #unread = "";
  #data: string[] = [];
  #type = "";
  #lastEventId = "";

  /** @returns the events that these bytes have completed. */
  read(bytes: Uint8Array): StreamEvent[] {
    const text = this.#unread + this.#decoder.decode(bytes, { stream: true });
    // A CR at the end may be the first half of a CRLF: its line waits for what follows.
    const lines = text.endsWith("\r") ? text.slice(0, -1).split(LINE_END) : text.split(LINE_END);
    this.#unread = (lines.pop() ?? "") + (text.endsWith("\r") ? "\r" : "");
    return lines.flatMap((line) => this.#readLine(line));
  }

  #readLine(line: string): StreamEvent[] {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    this.#readField(field, colon === -1 ? "" : line.slice(colon + 1).replace(/^ /u, ""));
    return [];
  }

  /** Comments, `retry` and unknown fields say nothing here: how to wait is this client's own policy. */
  #readField(field: string, value: string): void {
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#type = value;
    else if (field === "id" && !value.includes("\0")) this.#lastEventId = value;
  }

  #dispatch(): StreamEvent[] {
    const data = this.#data;
    const type = this.#type === "" ? "message" : this.#type;
    this.#data = [];
    this.#type = "";
    return data.length === 0 ? [] : [{ type, data: data.join("\n"), lastEventId: this.#lastEventId }];
  }
}

const LINE_END = /\r\n|\n|\r/u;
