import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { deadline } from "./deadline.ts";

const raised = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    signal.addEventListener("abort", resolve);
  });

test("a deadline that passes explains a failure as timeout, with the time that was given", async () => {
  const limit = deadline(undefined);
  limit.start(60_000);
  limit.start(5);
  await raised(limit.signal);
  expect(limit.explain(new Error("terminated"))).toMatchObject({ code: "timeout", problem: { timeoutMs: 5 } });
});

test("the caller's signal explains it as aborted, and what neither did is the network", () => {
  const caller = new AbortController();
  const limit = deadline(caller.signal);
  expect(limit.explain(new Error("reset")).code).toBe("network");
  caller.abort();
  expect(limit.signal.aborted).toBe(true);
  expect(limit.explain(new Error("reset")).code).toBe("aborted");
});

test("a deadline that has ended raises its signal and lets go of the caller", () => {
  const caller = new AbortController();
  const limit = deadline(caller.signal);
  limit.end();
  expect(limit.signal.aborted).toBe(true);
  expect(getEventListeners(caller.signal, "abort")).toEqual([]);
});
