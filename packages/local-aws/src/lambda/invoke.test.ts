import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RequestTooLargeError, TooManyRequestsError } from "./function-error.ts";
import { hostFixture } from "./host-fixture.ts";
import type { HostFixture } from "./host-fixture.ts";

let fixture: HostFixture;
beforeEach(() => {
  fixture = hostFixture();
});
afterEach(() => fixture.end());

const invoke = (name: string, event: unknown = {}) => fixture.host.invoke(name, event);
const failure = (errorType: string, message: RegExp | string) => ({
  report: { errorType, errorMessage: typeof message === "string" ? message : expect.stringMatching(message) },
});

describe("a function", () => {
  test("gets its event and its context, and answers", async () => {
    expect(await invoke(fixture.kind("echo"), { deep: [1, { two: "zwei" }] })).toEqual({ deep: [1, { two: "zwei" }] });
    expect(await invoke(fixture.kind("describeItself"))).toMatchObject({
      name: "describeItself",
      arn: "arn:aws:lambda:us-east-1:000000000000:function:describeItself",
      memory: "1024",
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test("has an environment of its own, at import already, and nothing of the platform's", async () => {
    fixture.kind("describeItself", { name: "one", env: { WORD: "uno" } });
    fixture.kind("describeItself", { name: "two", env: { WORD: "due" } });
    process.env["FLASH_TEST_SECRET"] = "do not tell";
    const [one, two] = (await Promise.all([invoke("one"), invoke("two")])) as Record<string, unknown>[];
    delete process.env["FLASH_TEST_SECRET"];
    expect(one).toMatchObject({ wordAtImport: "uno", wordNow: "uno" });
    expect(two).toMatchObject({ wordAtImport: "due", wordNow: "due" });
    expect(JSON.stringify(one)).not.toContain("do not tell");
    expect(one?.["env"]).toMatchObject({ AWS_REGION: "us-east-1", AWS_LAMBDA_FUNCTION_NAME: "one" });
  });

  test("keeps its sandbox from one invocation to the next", async () => {
    fixture.kind("count");
    expect([await invoke("count"), await invoke("count"), await invoke("count")]).toEqual([1, 2, 3]);
  });

  test("gets a sandbox more for each invocation at the same time, up to its limit", async () => {
    fixture.kind("count", { maxConcurrency: 2 });
    const busy = [invoke("count", { takeMs: 300 }), invoke("count", { takeMs: 300 })];
    await expect(invoke("count")).rejects.toThrow(TooManyRequestsError);
    expect(await Promise.all(busy)).toEqual([1, 1]);
    expect(await invoke("count")).toBe(2);
  });

  test("is frozen between invocations: what it left running stands still", async () => {
    fixture.kind("leaveTimerRunning");
    await invoke("leaveTimerRunning");
    fixture.kind("count");
    await invoke("count", { takeMs: 100 });
    expect(await invoke("leaveTimerRunning")).toBeLessThanOrEqual(2);
  });

  test("collects a streamed answer into a string when invoked directly", async () => {
    expect(await invoke(fixture.stream("plain"))).toBe("abc");
  });

  test("has its output logged line by line, even if it ends its process right after", async () => {
    await invoke(fixture.kind("talk"));
    expect(fixture.lines).toEqual(["talk: one", "talk: two", "talk: three"]);
    await invoke(fixture.kind("sayAndExit")).catch(() => undefined);
    expect(fixture.lines.slice(3, 5)).toEqual(["sayAndExit: first", "sayAndExit: last words"]);
  });
});

describe("a failure", () => {
  test("of the handler carries its type, message and trace", async () => {
    await expect(invoke(fixture.kind("fail"))).rejects.toMatchObject({
      report: {
        errorType: "TypeError",
        errorMessage: "this handler always fails",
        trace: expect.arrayContaining([expect.stringContaining("kinds.ts")]),
      },
    });
    expect(fixture.lines.join("\n")).toContain("Invoke Error");
  });

  test("by time out ends the sandbox, even in an endless loop, and the next one is new", async () => {
    for (const name of ["hang", "spin"]) {
      fixture.kind(name, { timeoutMs: 100 });
      await expect(invoke(name)).rejects.toMatchObject(
        failure("Sandbox.Timedout", /Task timed out after 0.10 seconds/),
      );
    }
    expect(fixture.lines.join("\n")).toContain("Task timed out");
  });

  test("by process.exit is told, and the sandbox is replaced", async () => {
    fixture.kind("exit");
    for (const code of [0, 3])
      await expect(invoke("exit", { code })).rejects.toMatchObject(
        failure("Runtime.ExitError", new RegExp(`exit status ${code}$`)),
      );
  });

  test("by a promise that nobody awaits ends the invocation at once", async () => {
    await expect(invoke(fixture.kind("rejectLater"))).rejects.toMatchObject({
      report: { errorMessage: "nobody awaits this" },
    });
  });

  test("by too much memory is told", async () => {
    fixture.kind("hoard", { memoryMb: 128 });
    await expect(invoke("hoard")).rejects.toMatchObject(failure("Runtime.OutOfMemory", "signal: killed"));
  });

  test("by a handler that is missing, no function, or of the old kind with a callback", async () => {
    for (const name of ["missing", "notAFunction"])
      await expect(invoke(fixture.kind(name))).rejects.toMatchObject({
        report: { errorType: "Runtime.HandlerNotFound" },
      });
    await expect(invoke(fixture.kind("withCallback"))).rejects.toMatchObject({
      report: { errorType: "Runtime.CallbackHandlerDeprecated" },
    });
    fixture.kind("echo", { name: "no-file", entry: "/nonexistent/module.ts" });
    await expect(invoke("no-file")).rejects.toMatchObject({
      report: { errorMessage: expect.stringContaining("module.ts") },
    });
  });

  test("by an answer or an event over the limit", async () => {
    fixture.kind("huge");
    expect(await invoke("huge", { bytes: 6_291_556 - 2 })).toHaveLength(6_291_554);
    await expect(invoke("huge", { bytes: 6_291_555 })).rejects.toMatchObject({
      report: { errorType: "Function.ResponseSizeTooLarge" },
    });
    await expect(invoke("huge", "x".repeat(6_291_456))).rejects.toThrow(RequestTooLargeError);
  });

  test("can be switched on: a sandbox that crashes before or during the invocation", async () => {
    const { faults } = fixture.host;
    fixture.kind("count");
    faults.crash({ functionName: "count", when: "before", times: 1 });
    await expect(invoke("count")).rejects.toMatchObject(failure("Runtime.ExitError", /signal: killed$/));
    faults.crash({ when: { afterMs: 20 }, times: 1 });
    await expect(invoke("count", { takeMs: 5_000 })).rejects.toMatchObject({
      report: { errorType: "Runtime.ExitError" },
    });
    expect(await invoke("count")).toBe(1);
  });
});

describe("the host", () => {
  test("refuses what it does not know and what AWS would not deploy", async () => {
    fixture.kind("echo");
    await expect(invoke("ehco")).rejects.toThrow(/No function ehco.*echo/);
    expect(() => fixture.kind("echo")).toThrow(/Two functions/);
    expect(() => fixture.kind("echo", { name: "a b" })).toThrow(/no function name/);
    expect(() => fixture.kind("echo", { name: "long", timeoutMs: 900_001 })).toThrow(/at most 900000/);
    expect(() => fixture.kind("echo", { name: "none", maxConcurrency: 0 })).toThrow(/maxConcurrency/);
  });

  test("ends what is running when it closes, and takes nothing new", async () => {
    const hanging = invoke(fixture.kind("hang")).catch((error: unknown) => error);
    await fixture.host.close();
    expect(await hanging).toMatchObject({ report: { errorType: "Runtime.ExitError" } });
    await expect(invoke("hang")).rejects.toThrow(/closed/);
  });
});
