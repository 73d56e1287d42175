import { afterEach, expect, test } from "vitest";
import { type Reply, scriptedEndpoint, type ScriptedEndpoint } from "../../test/scripted-endpoint.ts";
import { type HttpRequest, httpSender, NoAnswer } from "./http.ts";
import { retryWaitMs, sentTwiceAtMost } from "./retried.ts";

let endpoint: ScriptedEndpoint;
afterEach(() => endpoint.close());

async function answered(reply: (index: number) => Reply): Promise<HttpRequest> {
  endpoint = await scriptedEndpoint((_, index) => reply(index));
  return { method: "PUT", origin: endpoint.url, target: "/a?b=c", headers: { "content-length": "2" }, body: "ü" };
}

test("an S3 that does not answer in time is given up", async () => {
  const request = await answered(() => "silence");
  const send = await httpSender("http:", { connectMs: 1_000, answerMs: 20 });
  await expect(send(request, "kept")).rejects.toThrow(NoAnswer);
  await expect(send(request, "kept")).rejects.toThrow("no answer within 20 ms");
});

test("an answer that breaks off is none", async () => {
  const request = await answered(() => ({ cutAfter: "0123", headers: { "content-length": "8" } }));
  await expect((await httpSender("http:"))(request, "kept")).rejects.toThrow(NoAnswer);
});

test("what came to nothing is sent once more, and as it was", async () => {
  const request = await answered((index) => (index === 0 ? { status: 500 } : { status: 200, body: "done" }));
  const answer = await sentTwiceAtMost(await httpSender("http:"), request);
  expect(answer).toMatchObject({ status: 200, body: "done" });
  const [first, second] = endpoint.asked.map(({ method, target, body }) => ({ method, target, body }));
  expect(first).toEqual({ method: "PUT", target: "/a?b=c", body: "ü" });
  expect(second).toEqual(first);
});

test("a broken connection is not taken for the retry, though others are kept", async () => {
  const over: string[] = [];
  const request = await answered(() => ({ status: 200 }));
  await sentTwiceAtMost(async (_, connection) => {
    over.push(connection);
    if (connection === "kept") throw new NoAnswer("s3", new Error("ECONNRESET"));
    return { status: 200, headers: {}, body: "" };
  }, request);
  expect(over).toEqual(["kept", "new"]);
});

test.each([
  [200, "", null],
  [403, "<Error><Code>AccessDenied</Code></Error>", null],
  [404, "", null],
  [409, "<Error><Code>ConditionalRequestConflict</Code></Error>", null],
  [412, "", null],
  [400, "<Error><Code>RequestTimeout</Code></Error>", 100],
  [400, "<Error><Code>InvalidArgument</Code></Error>", null],
  [500, "<Error><Code>InternalError</Code></Error>", 100],
  [503, "<Error><Code>SlowDown</Code></Error>", 500],
  [429, "", 500],
])("after %d %s the wait is %s ms at most", (status, body, waitMs) => {
  expect(retryWaitMs({ status, body })).toBe(waitMs);
});
