import { describe, expect, test } from "vitest";
import { API_KEY, errorOf, testFlash } from "../../test/client.ts";
import { breakDown, refuse, startHttp, startPlatform } from "../../test/platform.ts";
import { jobIn, STATUS } from "../../test/samples.ts";

const UNAVAILABLE_ONCE = (count: number): boolean => count === 1;

describe("a call", () => {
  test("sends the key in the authorization header and never in the address", async () => {
    await using platform = await startPlatform();
    const { flash } = testFlash({ url: platform.url });
    expect(await flash.status()).toEqual(STATUS);
    expect(platform.arrived[0]?.headers.authorization).toBe(`Bearer ${API_KEY}`);
    expect(platform.arrived[0]?.url).toBe("/status");
  });

  test("works below a path, with and without a slash at its end", async () => {
    const seen: string[] = [];
    await using server = await startHttp(({ url }, response) => {
      seen.push(url ?? "");
      response.setHeader("content-type", "application/json").end(JSON.stringify({ result: { data: STATUS } }));
    });
    await testFlash({ url: `${server.url}/api` }).flash.status();
    await testFlash({ url: `${server.url}/api/` }).flash.status();
    expect(seen).toEqual(["/api/status", "/api/status"]);
  });

  test("is sent again after 503, not before its Retry-After", async () => {
    await using platform = await startPlatform({
      intercept: (_, response, count) => {
        if (UNAVAILABLE_ONCE(count)) response.writeHead(503, { "retry-after": "2" }).end();
        return UNAVAILABLE_ONCE(count);
      },
    });
    const { flash, pausesMs } = testFlash({ url: platform.url });
    expect(await flash.status()).toEqual(STATUS);
    expect(pausesMs).toEqual([2_125]);
  });

  test("that fails each time ends as server_fault, with the request id for the logs", async () => {
    await using platform = await startPlatform({
      intercept: (_, response) => {
        response.writeHead(502, { "x-amzn-requestid": "lambda-1" }).end("<html>Bad Gateway</html>");
        return true;
      },
    });
    const { flash, pausesMs } = testFlash({ url: platform.url, retries: 2 });
    const error = await errorOf(flash.status());
    expect(error).toMatchObject({ code: "server_fault", problem: { status: 502 }, requestId: "lambda-1" });
    expect(pausesMs).toEqual([125, 250]);
    expect(platform.arrived).toHaveLength(3);
  });

  test("that asks to come back in a minute is not waited for", async () => {
    await using platform = await startPlatform({
      intercept: (_, response) => {
        response.writeHead(429, { "retry-after": "60" }).end();
        return true;
      },
    });
    const error = await errorOf(testFlash({ url: platform.url }).flash.status());
    expect(error).toMatchObject({ code: "server_fault", problem: { status: 429, retryAfterMs: 60_000 } });
    expect(platform.arrived).toHaveLength(1);
  });

  test("to a platform that is not there ends as network, with the cause", async () => {
    const gone = await startPlatform();
    await gone[Symbol.asyncDispose]();
    const { flash, pausesMs } = testFlash({ url: gone.url });
    const error = await errorOf(flash.status());
    expect(error.code).toBe("network");
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(pausesMs).toHaveLength(3);
  });

  test("whose answer breaks off is sent again", async () => {
    await using platform = await startPlatform({
      intercept: (_, response, count) => {
        if (UNAVAILABLE_ONCE(count)) response.writeHead(200, { "content-length": "500" }).write('{"result"');
        if (UNAVAILABLE_ONCE(count)) response.destroy();
        return UNAVAILABLE_ONCE(count);
      },
    });
    expect(await testFlash({ url: platform.url }).flash.status()).toEqual(STATUS);
  });

  test("that is never answered ends as timeout", async () => {
    await using platform = await startPlatform({ intercept: () => true });
    let sent = 0;
    const counted: typeof fetch = (input, init) => {
      sent++;
      return fetch(input, init);
    };
    const { flash } = testFlash({ url: platform.url, timeoutMs: 30, retries: 1, fetch: counted });
    expect(await errorOf(flash.status())).toMatchObject({ code: "timeout", problem: { timeoutMs: 30 } });
    expect(sent).toBe(2);
  });

  test("ends as aborted when its signal says so, before and while it runs", async () => {
    const leave = new AbortController();
    await using platform = await startPlatform({
      intercept: () => {
        leave.abort(new Error("the page was left"));
        return true;
      },
    });
    const { flash } = testFlash({ url: platform.url });
    const running = await errorOf(flash.status({ signal: leave.signal }));
    expect(running.code).toBe("aborted");
    expect(running.cause).toEqual(new Error("the page was left"));
    expect((await errorOf(flash.status({ signal: leave.signal }))).code).toBe("aborted");
    expect(platform.arrived).toHaveLength(1);
  });

  test("to something that is no Flash API ends as unexpected_answer", async () => {
    await using server = await startHttp((_, response) => response.end("<html>Welcome</html>"));
    expect(await errorOf(testFlash({ url: server.url }).flash.status())).toMatchObject({
      code: "unexpected_answer",
      problem: { status: 200 },
    });
  });

  test("that reaches no procedure ends as unexpected_answer", async () => {
    await using platform = await startPlatform();
    const error = await errorOf(testFlash({ url: `${platform.url}/v2` }).flash.status());
    expect(error).toMatchObject({ code: "unexpected_answer", problem: { status: 404 } });
  });

  test("that is refused tells the problem, the request id and the remedy, and is not sent again", async () => {
    await using platform = await startPlatform({
      train: () => refuse({ code: "hyperparameters_invalid", faults: [{ path: "epochs", message: "too many" }] }),
    });
    const { flash } = testFlash({ url: platform.url });
    const error = await errorOf(flash.train({ datasetId: "ds", taskType: "text-classification" }));
    expect(error).toMatchObject({
      name: "FlashError",
      code: "hyperparameters_invalid",
      problem: { code: "hyperparameters_invalid", faults: [{ path: "epochs", message: "too many" }] },
      message: "Hyperparameters out of range: epochs: too many.",
      remedy: "Correct the named fields.",
      requestId: "req-7",
    });
    expect(platform.arrived).toHaveLength(1);
  });

  test("that is refused by a newer platform, with a code this SDK does not know, is no success and no crash", async () => {
    await using server = await startHttp((_, response) =>
      response
        .writeHead(409, { "content-type": "application/json" })
        .end(JSON.stringify({ error: { message: "", code: -32009, data: { problem: { code: "of_tomorrow" } } } })),
    );
    const error = await errorOf(testFlash({ url: server.url }).flash.status());
    expect(error).toMatchObject({ code: "unexpected_answer", problem: { status: 409 } });
  });
});

describe("train", () => {
  test("is sent again with the same idempotency key when its answer is lost", async () => {
    await using platform = await startPlatform({
      intercept: (_, response, count) => {
        if (UNAVAILABLE_ONCE(count)) response.destroy();
        return UNAVAILABLE_ONCE(count);
      },
    });
    const { flash } = testFlash({ url: platform.url });
    const job = await flash.train({ datasetId: "ds_1", taskType: "text-classification" });
    expect(job.id).toBe(jobIn("queued").id);
    const [lost, answered] = platform.arrived.map(({ input }) => input);
    expect(lost).toEqual(answered);
    expect(lost?.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
  });

  test("takes another key for another request, and the caller's if there is one", async () => {
    await using platform = await startPlatform();
    const { flash } = testFlash({ url: platform.url });
    const dataset = { id: "ds_1" };
    await flash.train({ dataset, taskType: "text-classification" });
    await flash.train({ dataset, taskType: "text-classification" });
    await flash.train({ dataset, taskType: "text-classification", idempotencyKey: "my-own-key" });
    const [first, second, third] = platform.arrived.map(({ input }) => input.idempotencyKey);
    expect(first).not.toBe(second);
    expect(third).toBe("my-own-key");
    expect(platform.arrived[0]?.input).toEqual({
      datasetId: "ds_1",
      taskType: "text-classification",
      idempotencyKey: first,
    });
  });
});

describe("any other mutation", () => {
  test("is sent again too when it fails, each time with the same key", async () => {
    await using platform = await startPlatform({ cancel: () => breakDown("SERVICE_UNAVAILABLE") });
    const { flash, pausesMs } = testFlash({ url: platform.url });
    expect((await errorOf(flash.job("job_1").cancel())).code).toBe("server_fault");
    expect(pausesMs).toHaveLength(3);
    const [first, ...others] = platform.arrived.map(({ input }) => input);
    expect(first).toEqual({ jobId: "job_1", idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/u) });
    expect(others).toEqual([first, first, first]);
  });

  test("made again has another key", async () => {
    await using platform = await startPlatform();
    const { flash } = testFlash({ url: platform.url });
    await flash.job("job_1").cancel();
    await flash.job("job_1").cancel();
    const [first, second] = platform.arrived.map(({ input }) => input.idempotencyKey);
    expect(first).not.toBe(second);
  });
});
