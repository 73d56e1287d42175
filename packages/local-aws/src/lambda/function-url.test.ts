import type { LambdaFunctionURLEvent } from "aws-lambda";
import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { writeFileSync } from "node:fs";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { hostFixture } from "./host-fixture.ts";
import type { HostFixture } from "./host-fixture.ts";

/** Waits for a condition; longer than it ever takes, as the machine may be busy. */
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000 });

let fixture: HostFixture;
beforeEach(() => {
  fixture = hostFixture();
});
afterEach(() => fixture.end());

const buffered = async (name: string) => (await fixture.host.serveUrl(name, { mode: "buffered" })).url;
const streamed = async (name: string) => (await fixture.host.serveUrl(name, { mode: "stream" })).url;

async function eventOf(path: string, init?: RequestInit): Promise<LambdaFunctionURLEvent> {
  const url = await buffered(fixture.kind("echo"));
  return JSON.parse(await (await fetch(`${url}${path}`, init)).text());
}

describe("the handler's event", () => {
  test("is that of payload format 2.0", async () => {
    const headers = { "content-type": "application/json", "user-agent": "test", cookie: "a=1; b=2", "X-Multi": "1" };
    const event = await eventOf("/some/p%20ath?a=1&b=x%20y&a=2", { method: "POST", headers, body: '{"ü":1}' });
    expect(event).toMatchObject({
      version: "2.0",
      routeKey: "$default",
      rawPath: "/some/p%20ath",
      rawQueryString: "a=1&b=x%20y&a=2",
      queryStringParameters: { a: "1,2", b: "x y" },
      cookies: ["a=1", "b=2"],
      headers: { "content-type": "application/json", "x-multi": "1", "x-forwarded-for": "127.0.0.1" },
      requestContext: {
        accountId: "anonymous",
        http: { method: "POST", path: "/some/p%20ath", protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "test" },
        stage: "$default",
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      body: '{"ü":1}',
      isBase64Encoded: false,
    });
    expect(event.headers).not.toHaveProperty("cookie");
    expect(event.headers).not.toHaveProperty("connection");
  });

  test("leaves out what the request has not", async () => {
    const event = await eventOf("/");
    for (const absent of ["cookies", "queryStringParameters", "body"]) expect(event).not.toHaveProperty(absent);
    expect(event).toMatchObject({ rawPath: "/", rawQueryString: "", isBase64Encoded: false });
  });
});

describe("the handler's result", () => {
  const answerTo = async (result: unknown) => {
    const url = await buffered(fixture.kind("answerAsTold"));
    return fetch(url, {
      method: "POST",
      body: JSON.stringify(result),
      headers: { "content-type": "application/json" },
    });
  };

  test("with a statusCode is the answer, with its headers and cookies", async () => {
    const response = await answerTo({
      statusCode: 418,
      headers: { "Content-Type": "text/tea", "X-N": 1 },
      cookies: ["a=1; HttpOnly", "b=2"],
      body: "short and stout",
    });
    expect(response.status).toBe(418);
    expect(response.headers.get("content-type")).toBe("text/tea");
    expect(response.headers.get("x-n")).toBe("1");
    expect(response.headers.getSetCookie()).toEqual(["a=1; HttpOnly", "b=2"]);
    expect(await response.text()).toBe("short and stout");
  });

  test("may be bytes in base64", async () => {
    const response = await answerTo({ statusCode: 200, body: "AP+A", isBase64Encoded: true });
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 128]);
  });

  test("without a statusCode is the body of a 200", async () => {
    const response = await answerTo({ message: "hello" });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(await response.json()).toEqual({ message: "hello" });
  });

  test("that makes no answer, or an error, is a 502 that does not say why", async () => {
    const url = await buffered(fixture.kind("fail"));
    for (const response of [await answerTo({ statusCode: "teapot" }), await fetch(url)]) {
      expect(response.status).toBe(502);
      expect(await response.text()).toBe("Internal Server Error");
    }
  });

  test("comes too late after a time out, and a 502 in its place", async () => {
    const response = await fetch(await buffered(fixture.kind("hang", { timeoutMs: 50 })));
    expect(response.status).toBe(502);
  });
});

describe("limits", () => {
  test("a request over 6 MB is refused with 413 and never seen, base64 counted in", async () => {
    const url = await buffered(fixture.kind("count"));
    const statusOf = async (sizeBytes: number, type: string) =>
      (await fetch(url, { method: "POST", body: "x".repeat(sizeBytes), headers: { "content-type": type } })).status;
    expect(await statusOf(7_000_000, "text/plain")).toBe(413);
    expect(await statusOf(5_000_000, "application/octet-stream")).toBe(413);
    expect(await statusOf(5_000_000, "text/plain")).toBe(200);
    expect(await fixture.host.invoke("count", {})).toBe(2);
  });

  test("an answer over 6 MB is a 502, buffered or streamed into a buffered URL", async () => {
    fixture.kind("huge");
    const url = await buffered(fixture.stream("flood"));
    expect((await fetch(`${url}?chunks=100&file=${fixture.file}`)).status).toBe(502);
    expect((await fetch(`${url}?chunks=10&file=${fixture.file}`)).status).toBe(200);
  });

  test("a request beyond the function's concurrency is refused with 429", async () => {
    const url = await buffered(fixture.kind("hang", { maxConcurrency: 1 }));
    const busy = fixture.host.invoke("hang", {}).catch(() => "ended");
    expect((await fetch(url)).status).toBe(429);
    await fixture.host.close();
    expect(await busy).toBe("ended");
  });
});

describe("a streaming handler", () => {
  test("sends head and chunks as it writes them", async () => {
    const url = await streamed(fixture.stream("gated"));
    const response = await fetch(`${url}?gate=${fixture.file}`);
    expect([response.status, response.headers.get("x-own")]).toEqual([201, "yes"]);
    expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect(await reader?.read()).toEqual({ done: false, value: "first;" });
    writeFileSync(fixture.file, "");
    expect(await reader?.read()).toEqual({ done: false, value: "second" });
    expect((await reader?.read())?.done).toBe(true);
  });

  test("without HTTP head answers 200 with its content type", async () => {
    const response = await fetch(await streamed(fixture.stream("plain")));
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/x-plain"]);
    expect(await response.text()).toBe("abc");
  });

  test("that fails before it writes is a 502, later a broken connection", async () => {
    expect((await fetch(await streamed(fixture.stream("failsAtOnce")))).status).toBe(502);
    const midway = await fetch(await streamed(fixture.stream("failsMidway")));
    expect(midway.status).toBe(200);
    await expect(midway.text()).rejects.toThrow();
  });

  test("is slowed down by a slow reader", async () => {
    const url = await streamed(fixture.stream("flood"));
    const response = await slowly(`${url}?chunks=400&file=${fixture.file}`);
    let sent = -1;
    // It has come to a stand when the count is the same twice in a row, well before the end.
    await vi.waitFor(
      () => {
        const before = sent;
        sent = fixture.fileLines().length;
        expect(sent).toBeGreaterThan(0);
        expect(sent).toBe(before);
      },
      { interval: 200, timeout: 10_000 },
    );
    expect(sent).toBeLessThan(400);
    response.resume();
    await once(response, "end");
    await eventually(() => expect(fixture.fileLines().at(-1)).toBe("closed after the end"));
  });

  test("is never told that its client has left", async () => {
    const url = await streamed(fixture.stream("flood"));
    const response = await slowly(`${url}?chunks=400&file=${fixture.file}`);
    await eventually(() => expect(fixture.fileLines().length).toBeGreaterThan(1));
    response.destroy();
    await eventually(() => expect(fixture.fileLines().at(-1)).toBe("closed after the end"));
    expect(fixture.fileLines().filter((line) => line.startsWith("sent"))).toHaveLength(400);
    expect(fixture.fileLines().filter((line) => line.startsWith("error"))).toEqual([]);
  });

  test("answers through a buffered URL too, all at once", async () => {
    writeFileSync(fixture.file, "");
    const response = await fetch(`${await buffered(fixture.stream("gated"))}?gate=${fixture.file}`);
    expect([response.status, await response.text()]).toEqual([201, "first;second"]);
  });

  test("and a plain handler behind a streaming URL answers as usual", async () => {
    const response = await fetch(await streamed(fixture.kind("count")));
    expect(await response.json()).toBe(1);
  });
});

describe("CORS", () => {
  const cors = {
    allowOrigins: ["http://page.test"],
    allowMethods: ["GET", "POST"],
    allowHeaders: ["authorization", "content-type"],
    exposeHeaders: ["x-own"],
    maxAgeSeconds: 600,
  };
  const preflight = (origin: string, method = "POST") => ({
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": method },
  });

  test("answers preflights itself, without the handler", async () => {
    const { url } = await fixture.host.serveUrl(fixture.kind("count"), { mode: "buffered", cors });
    const allowed = await fetch(url, preflight("http://page.test"));
    expect(allowed.status).toBe(200);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      "access-control-allow-origin": "http://page.test",
      "access-control-allow-methods": "GET,POST",
      "access-control-allow-headers": "authorization,content-type",
      "access-control-max-age": "600",
    });
    const foreign = await fetch(url, preflight("http://evil.test"));
    expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
    const forbidden = await fetch(url, preflight("http://page.test", "DELETE"));
    expect(forbidden.headers.get("access-control-allow-methods")).toBeNull();
    expect(await fixture.host.invoke("count", {})).toBe(1);
  });

  test("is added to every answer for an allowed origin, failures among them", async () => {
    const { url } = await fixture.host.serveUrl(fixture.kind("fail"), { mode: "buffered", cors });
    const headersFor = async (origin: string) => (await fetch(url, { headers: { origin } })).headers;
    const allowed = await headersFor("http://page.test");
    expect(allowed.get("access-control-allow-origin")).toBe("http://page.test");
    expect(allowed.get("access-control-expose-headers")).toBe("x-own");
    expect((await headersFor("http://evil.test")).get("access-control-allow-origin")).toBeNull();
  });

  test("leaves OPTIONS to the handler when it is not configured", async () => {
    const url = await buffered(fixture.kind("count"));
    expect(await (await fetch(url, preflight("http://page.test"))).json()).toBe(1);
  });

  test("refuses methods that AWS refuses", async () => {
    const options = { mode: "buffered", cors: { ...cors, allowMethods: ["OPTIONS"] } } as const;
    await expect(fixture.host.serveUrl(fixture.kind("count"), options)).rejects.toThrow(/OPTIONS/);
  });
});

/** A response that nothing has been read of. */
async function slowly(url: string): Promise<IncomingMessage> {
  const outgoing = request(url).end();
  const [response]: IncomingMessage[] = await once(outgoing, "response");
  if (!response) throw new Error("no response");
  response.on("error", () => undefined);
  return response;
}
