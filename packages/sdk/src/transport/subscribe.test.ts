import * as fc from "fast-check";
import { getEventListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as later } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { API_KEY, collect, errorOf, testEndpoint, testFlash } from "../../test/client.ts";
import { breakDown, refuse, startHttp, startPlatform } from "../../test/platform.ts";
import type { Script } from "../../test/platform.ts";
import { jobIn } from "../../test/samples.ts";
import { subscribe } from "./subscribe.ts";

const LAST = 6;

/** Updates 1 to 6, of which the last one ends the job; as the API does, from behind the event that is named. */
const sixUpdates: NonNullable<Script["watch"]> = async function* (resumeAfter) {
  for (let n = resumeAfter + 1; n <= LAST; n++) yield [String(n), jobIn(n === LAST ? "succeeded" : "training", n)];
};
const numbers = (jobs: { attempt: number }[]): number[] => jobs.map(({ attempt }) => attempt);
const ALL = [1, 2, 3, 4, 5, 6];

/** Ends the answer after so many bytes of its body: as a network does, or in order. */
function cutAfter(response: ServerResponse, bytes: number, how: "destroy" | "end"): void {
  const write = response.write.bind(response) as (piece: Uint8Array, sent?: () => void) => boolean;
  let left = bytes;
  response.write = (piece: Uint8Array): boolean => {
    if (left < 0) return false;
    const rest = piece.subarray(0, left);
    left -= piece.length;
    if (left >= 0) return write(piece);
    left = -1;
    return write(rest, () => (how === "destroy" ? response.destroy() : response.end()));
  };
}

describe("watching a job", () => {
  test("gives every update once, wherever its connections are cut", async () => {
    const cut = fc.record({ bytes: fc.nat(4_000), how: fc.constantFrom("destroy" as const, "end" as const) });
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 8 }), async (cuts) => {
        await using platform = await startPlatform({
          watch: sixUpdates,
          intercept: (_, response, count) => {
            const next = cuts[count - 1];
            if (next !== undefined) cutAfter(response, next.bytes, next.how);
            return false;
          },
        });
        const { flash } = testFlash({ url: platform.url });
        expect(numbers(await collect(flash.job("job_1").watch()))).toEqual(ALL);
      }),
      { numRuns: 60 },
    );
  });

  test("reconnects at once, and names the last event in the input", async () => {
    await using platform = await startPlatform({
      watch: async function* (resumeAfter, signal) {
        for await (const event of sixUpdates(resumeAfter, signal)) {
          yield event;
          // Ends the connection and not the subscription, as the API does before Lambda would.
          if (event[0] === "2" || event[0] === "4") throw new DOMException("long enough", "AbortError");
        }
      },
    });
    const { flash, pausesMs } = testFlash({ url: platform.url });
    expect(numbers(await collect(flash.job("job_1").watch()))).toEqual(ALL);
    expect(pausesMs).toEqual([0, 0]);
    expect(platform.arrived.map(({ input }) => input)).toEqual([
      { jobId: "job_1" },
      { jobId: "job_1", lastEventId: "2" },
      { jobId: "job_1", lastEventId: "4" },
    ]);
  });

  test("sends the key in a header at each connection, and never in an address", async () => {
    await using platform = await startPlatform({
      watch: sixUpdates,
      intercept: (_, response, count) => {
        if (count === 1) response.destroy();
        return count === 1;
      },
    });
    await collect(testFlash({ url: platform.url }).flash.job("job_1").watch());
    expect(platform.arrived.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${API_KEY}`,
      `Bearer ${API_KEY}`,
    ]);
    expect(platform.arrived.some(({ url }) => url.includes(API_KEY))).toBe(false);
  });

  test("goes to the address for streams, and everything else does not", async () => {
    await using streams = await startPlatform({ watch: sixUpdates });
    await using platform = await startPlatform();
    const { flash } = testFlash({ url: platform.url, streamUrl: streams.url });
    await collect(flash.job("job_1").watch());
    await flash.status();
    expect(streams.arrived.map(({ url }) => url.split("?")[0])).toEqual(["/jobs.watch"]);
    expect(platform.arrived.map(({ url }) => url)).toEqual(["/status"]);
  });

  test("does not give out again the event that it resumes after", async () => {
    await using platform = await startPlatform({
      watch: async function* (resumeAfter) {
        yield [String(Math.max(1, resumeAfter)), jobIn("training", 1)];
        if (resumeAfter === 0) throw new DOMException("long enough", "AbortError");
        yield ["2", jobIn("failed", 2)];
      },
    });
    const { flash } = testFlash({ url: platform.url });
    expect(numbers(await collect(flash.job("job_1").watch()))).toEqual([1, 2]);
  });

  test("outlives an outage behind the API, with growing waits", async () => {
    let outages = 3;
    await using platform = await startPlatform({
      watch: (resumeAfter, signal) =>
        outages-- > 0 ? breakDown("SERVICE_UNAVAILABLE") : sixUpdates(resumeAfter, signal),
    });
    const { flash, pausesMs } = testFlash({ url: platform.url });
    expect(numbers(await collect(flash.job("job_1").watch()))).toEqual(ALL);
    expect(pausesMs).toEqual([125, 250, 500]);
  });

  test("gives up with the last failure when nothing comes any more", async () => {
    await using server = await startHttp((_, response) => response.writeHead(503).end());
    const { flash, pausesMs } = testFlash({ url: server.url });
    expect(await errorOf(collect(flash.job("job_1").watch()))).toMatchObject({
      code: "server_fault",
      problem: { status: 503 },
    });
    expect(pausesMs).toHaveLength(12);
    expect(Math.max(...pausesMs)).toBe(7_500);
  });

  test("gives up on streams that end at once without a word", async () => {
    await using server = await startHttp((_, response) =>
      response.writeHead(200, { "content-type": "text/event-stream" }).end(),
    );
    const { flash, pausesMs } = testFlash({ url: server.url });
    expect((await errorOf(collect(flash.job("job_1").watch()))).code).toBe("network");
    expect(pausesMs).toHaveLength(12);
  });

  test("of somebody else ends with the typed refusal, at once", async () => {
    await using platform = await startPlatform({ watch: () => refuse({ code: "job_not_found", jobId: "job_1" }) });
    const { flash } = testFlash({ url: platform.url });
    expect(await errorOf(collect(flash.job("job_1").watch()))).toMatchObject({
      code: "job_not_found",
      problem: { jobId: "job_1" },
      requestId: "req-7",
    });
    expect(platform.arrived).toHaveLength(1);
  });

  test("takes pings for signs of life, and a longer silence for a dead connection", async () => {
    let connections = 0;
    await using platform = await startPlatform({
      sse: { ping: { enabled: true, intervalMs: 10 }, client: { reconnectAfterInactivityMs: 250 } },
      watch: async function* (resumeAfter, signal) {
        connections += 1;
        yield ["1", jobIn("training", 1)];
        await later(400, undefined, { signal });
        yield [String(LAST), jobIn("succeeded", LAST)];
      },
      intercept: (_, response, count) => {
        // The first connection freezes after its first update: not even pings come through.
        if (count === 1) freezeAfter(response, '"attempt":1');
        return false;
      },
    });
    const { flash } = testFlash({ url: platform.url });
    expect(numbers(await collect(flash.job("job_1").watch()))).toEqual([1, LAST]);
    // Without its pings each connection would be dead before its last update; one of a busy machine may look so all the same.
    expect(connections).toBeGreaterThanOrEqual(2);
  });

  test("leaves nothing behind on the signal of whoever watched", async () => {
    await using platform = await startPlatform({ watch: sixUpdates });
    const { endpoint } = testEndpoint({ url: platform.url });
    const { signal } = new AbortController();
    const items = await collect(subscribe(endpoint, { path: "jobs.watch", input: { jobId: "job_1" }, signal }));
    expect(items).toHaveLength(LAST);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("ends as aborted with its signal, and the connection is closed", async () => {
    const leave = new AbortController();
    await using platform = await startPlatform({ watch: untilAborted });
    const { flash } = testFlash({ url: platform.url });
    const watching = collect(stopAtFirst(flash.job("job_1").watch({ signal: leave.signal }), () => leave.abort()));
    expect((await errorOf(watching)).code).toBe("aborted");
    await expect.poll(() => platform.connections()).toBe(0);
  });

  test("closes the connection when the loop is left", async () => {
    await using platform = await startPlatform({ watch: untilAborted });
    for await (const { attempt } of testFlash({ url: platform.url }).flash.job("job_1").watch()) {
      expect(attempt).toBe(1);
      break;
    }
    await expect.poll(() => platform.connections()).toBe(0);
  });
});

const untilAborted: NonNullable<Script["watch"]> = async function* (_, signal) {
  yield ["1", jobIn("training", 1)];
  await later(60_000, undefined, { signal });
};

async function* stopAtFirst<T>(items: AsyncIterable<T>, stop: () => void): AsyncGenerator<T> {
  for await (const item of items) {
    yield item;
    stop();
  }
}

/** Lets the event with this text through, and then nothing more: not even the end, as when a network is gone. */
function freezeAfter(response: ServerResponse, text: string): void {
  const write = response.write.bind(response) as (piece: Uint8Array) => boolean;
  let found = false;
  response.write = (piece: Uint8Array): boolean => {
    const sent = Buffer.from(piece).toString();
    write(piece);
    found ||= sent.includes(text);
    if (found && sent === "\n\n") {
      response.write = () => true;
      response.end = () => response;
    }
    return true;
  };
}
