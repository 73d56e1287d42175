import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RequestTooLargeError } from "./function-error.ts";
import { createFunctionHost } from "./function-host.ts";
import { hostFixture } from "./host-fixture.ts";
import type { HostFixture } from "./host-fixture.ts";

/** Waits for a condition; longer than it ever takes, as the machine may be busy. */
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000 });

let fixture: HostFixture;
beforeEach(() => {
  fixture = hostFixture();
});
afterEach(() => fixture.end());

const mark = (word: string, takeMs = 0) => ({ file: fixture.file, mark: word, takeMs });

describe("an asynchronous event", () => {
  test("is delivered by name or by ARN, after it was accepted", async () => {
    fixture.kind("slowMark");
    await fixture.host.invokeAsync("slowMark", mark("one"));
    await fixture.host.invokeAsync(fixture.host.arnOf("slowMark"), mark("two"));
    expect(fixture.fileLines()).toEqual([]);
    await fixture.host.idle();
    expect(fixture.fileLines().sort()).toEqual(["begin one", "begin two", "end one", "end two"]);
  });

  test("is delivered again after a failure, twice at most", async () => {
    fixture.kind("failing");
    await fixture.host.invokeAsync("failing", { file: fixture.file, failures: 2 });
    await fixture.host.idle();
    expect(fixture.fileLines()).toHaveLength(3);
    expect(fixture.host.deadLetters()).toEqual([]);
  });

  test("becomes a dead letter after that, which outlives the host", async () => {
    fixture.kind("failing");
    const event = { file: fixture.file, failures: 99 };
    await fixture.host.invokeAsync("failing", event);
    await fixture.host.idle();
    expect(fixture.fileLines()).toHaveLength(3);
    const letter = {
      version: "1.0",
      requestContext: {
        functionArn: "arn:aws:lambda:us-east-1:000000000000:function:failing",
        condition: "RetriesExhausted",
        approximateInvokeCount: 3,
      },
      requestPayload: event,
      responsePayload: { errorType: "Error", errorMessage: "failure 3" },
    };
    expect(fixture.host.deadLetters()).toMatchObject([letter]);
    await fixture.host.close();
    const next = createFunctionHost({ dataFolder: fixture.folder, region: "us-east-1" });
    expect(next.deadLetters()).toMatchObject([letter]);
    await next.close();
  });

  test("becomes a dead letter too when its function always times out or ends its process", async () => {
    fixture.kind("hang", { timeoutMs: 20 });
    fixture.kind("exit");
    await fixture.host.invokeAsync("hang", {});
    await fixture.host.invokeAsync("exit", { code: 1 });
    await fixture.host.idle();
    const errors = fixture.host.deadLetters().map((letter) => letter.responsePayload.errorType);
    expect(errors.sort()).toEqual(["Runtime.ExitError", "Sandbox.Timedout"]);
  });

  test("waits while all sandboxes are busy, which is no failure", async () => {
    fixture.kind("slowMark", { maxConcurrency: 1 });
    const words = ["a", "b", "c", "d", "e"];
    for (const word of words) await fixture.host.invokeAsync("slowMark", mark(word, 60));
    await fixture.host.idle();
    expect(fixture.fileLines().filter((line) => line.startsWith("end"))).toHaveLength(words.length);
    expect(fixture.host.deadLetters()).toEqual([]);
  });

  test("is refused when its function is unknown or it is too large", async () => {
    await expect(fixture.host.invokeAsync("nobody", {})).rejects.toThrow(/No function nobody/);
    fixture.kind("echo");
    await expect(fixture.host.invokeAsync("echo", "x".repeat(1024 * 1024))).rejects.toThrow(RequestTooLargeError);
  });
});

describe("fault switches", () => {
  const send = async (...words: string[]) => {
    for (const word of words) await fixture.host.invokeAsync("slowMark", mark(word));
    await fixture.host.idle();
    return fixture.fileLines().flatMap((line) => (line.startsWith("begin ") ? [line.slice("begin ".length)] : []));
  };
  beforeEach(() => {
    fixture.kind("slowMark");
  });

  test("drop an event", async () => {
    fixture.host.faults.onEvent({ fate: "drop", functionName: "slowMark", times: 1 });
    expect(await send("lost", "kept")).toEqual(["kept"]);
  });

  test("double an event", async () => {
    fixture.host.faults.onEvent({ fate: "double", times: 1 });
    expect(await send("twice")).toEqual(["twice", "twice"]);
  });

  test("let the next event go first", async () => {
    // A sandbox that has to be started first may take longer than the first event waits.
    await send("warm");
    fixture.host.faults.onEvent({ fate: "reorder", times: 1 });
    expect(await send("one", "two")).toEqual(["warm", "two", "one"]);
  });

  test("let a reordered event go by itself when none follows", async () => {
    fixture.host.faults.onEvent({ fate: "reorder", times: 1 });
    expect(await send("alone")).toEqual(["alone"]);
  });

  test("delay an event", async () => {
    await send("warm");
    fixture.host.faults.onEvent({ fate: { delayMs: 300 }, times: 1 });
    const before = performance.now();
    expect(await send("late")).toEqual(["warm", "late"]);
    expect(performance.now() - before).toBeGreaterThan(200);
  });

  test("strike only the function they name, until undone", async () => {
    fixture.host.faults.onEvent({ fate: "drop", functionName: "other" });
    const undo = fixture.host.faults.onEvent({ fate: "drop" });
    expect(await send("lost")).toEqual([]);
    undo();
    expect(await send("kept")).toEqual(["kept"]);
  });

  test("crash a sandbox, after which the event is delivered again", async () => {
    fixture.host.faults.crash({ when: "before", times: 1 });
    expect(await send("again")).toEqual(["again"]);
  });
});

describe("a schedule", () => {
  const begun = () => fixture.lines.filter((line) => line.includes("event"));
  const ended = () => fixture.lines.filter((line) => line.includes("done"));

  test("invokes with EventBridge's event, and not again while the last run goes on", async () => {
    const schedule = fixture.host.schedule(fixture.kind("scheduled"), 5);
    await eventually(() => expect(ended().length).toBeGreaterThanOrEqual(2));
    expect(begun().length - ended().length).toBeLessThanOrEqual(1);
    expect(begun()[0]).toContain('"detail-type":"Scheduled Event"');
    schedule.stop();
    await fixture.host.idle();
    const runs = begun().length;
    await fixture.host.invoke("scheduled", { own: true });
    expect(begun()).toHaveLength(runs + 1);
  });

  test("may overlap when it is told to, and send an event of one's own", async () => {
    fixture.kind("slowMark", { timeoutMs: 600_000, maxConcurrency: 2 });
    fixture.host.schedule("slowMark", 5, mark("own", 600_000), { overlap: true });
    await eventually(() => expect(fixture.fileLines()).toEqual(["begin own", "begin own"]));
  });
});
