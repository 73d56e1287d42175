import { describe, expect, test } from "vitest";
import { eventStreamReader } from "./event-stream.ts";
import type { StreamEvent } from "./event-stream.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(...pieces: (string | Uint8Array)[]): StreamEvent[] {
  const reader = eventStreamReader();
  return pieces.flatMap((piece) => reader.read(typeof piece === "string" ? bytesOf(piece) : piece));
}

describe("an event stream", () => {
  test("is read the same wherever it is cut, inside of characters and line ends too", () => {
    const text = 'event: ping\ndata: \n\n\ndata: {"name":"Ünïcode 🎈"}\r\nid: 1\r\n\r\ndata: a\rdata: b\r\r';
    const whole = read(text);
    expect(whole).toEqual([
      { type: "ping", data: "", lastEventId: "" },
      { type: "message", data: '{"name":"Ünïcode 🎈"}', lastEventId: "1" },
      // The last CR may be half of a CRLF, so the event it ends is not known to be complete.
    ]);
    const bytes = bytesOf(`${text}\n`);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(read(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual([
        ...whole,
        { type: "message", data: "a\nb", lastEventId: "1" },
      ]);
    }
  });

  test("gives out no event before its blank line has come", () => {
    expect(read("data: half\nid: 9\n")).toEqual([]);
    expect(read("data: half\nid: 9\n", "\n")).toEqual([{ type: "message", data: "half", lastEventId: "9" }]);
  });

  test("keeps an id until another one comes, the empty one too", () => {
    const ids = read("data: a\nid: 1\n\ndata: b\n\ndata: c\nid:\n\n").map(({ lastEventId }) => lastEventId);
    expect(ids).toEqual(["1", "1", ""]);
  });

  test("ignores comments, unknown fields, ids with a null character, and events without data", () => {
    expect(read(": hello\nretry: 5\nfoo: bar\nid: \0\nevent: nothing\n\ndata:x\n\n")).toEqual([
      { type: "message", data: "x", lastEventId: "" },
    ]);
  });

  test("may begin with a byte-order mark", () => {
    expect(read("\uFEFFdata: x\n\n")).toEqual([{ type: "message", data: "x", lastEventId: "" }]);
  });
});
