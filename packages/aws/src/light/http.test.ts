import { inspect } from "node:util";
import { afterEach, expect, test } from "vitest";
import { type Reply, scriptedEndpoint, type ScriptedEndpoint } from "../../test/scripted-endpoint.ts";
import { type HttpRequest, httpSender, NoAnswer } from "./http.ts";
import { sentTwiceAtMost } from "./retried.ts";
import { lightObjectStore } from "./store.ts";

let endpoint: ScriptedEndpoint;
afterEach(() => endpoint.close());

async function answered(reply: (index: number) => Reply): Promise<HttpRequest> {
  endpoint = await scriptedEndpoint((_, index) => reply(index));
  return { method: "PUT", origin: endpoint.url, target: "/a?b=c", headers: { "content-length": "2" }, body: "ü" };
}

test("an S3 that does not answer in time is given up", async () => {
  const request = await answered(() => "silence");
  const send = httpSender("http:", { connectMs: 1_000, answerMs: 20 });
  await expect(send(request, "kept")).rejects.toThrow(NoAnswer);
  await expect(send(request, "kept")).rejects.toThrow("no answer within 20 ms");
});

test("an answer that breaks off is none", async () => {
  const request = await answered(() => ({ cutAfter: "0123", headers: { "content-length": "8" } }));
  await expect(httpSender("http:")(request, "kept")).rejects.toThrow(NoAnswer);
});

test("what came to nothing is sent once more, and as it was", async () => {
  const request = await answered((index) => (index === 0 ? { status: 500 } : { status: 200, body: "done" }));
  const answer = await sentTwiceAtMost(httpSender("http:"), request);
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

test("no error tells the credentials", async () => {
  const { origin } = await answered((index) => (index < 2 ? { status: 500, body: "<Error/>" } : "silence"));
  const secrets = { accessKeyId: "key-id", secretAccessKey: "the-secret", sessionToken: "the-token" };
  const store = lightObjectStore({ region: "us-east-1", ...secrets, endpoint: new URL(origin) }, "flash-test");
  const failed = await store.get("a").catch((error: unknown) => error);
  const unanswered = store.get("a").catch((error: unknown) => error);
  await expect.poll(() => endpoint.asked.length).toBe(3);
  await endpoint.close();
  for (const error of [failed, await unanswered]) {
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: null })).not.toMatch(/key-id|the-secret|the-token|Signature/u);
  }
  endpoint = await scriptedEndpoint(() => ({ status: 200 }));
});
