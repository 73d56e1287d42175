import { describe, expect, test } from "vitest";
import { flashError } from "../error/flash-error.ts";
import { retryAfterMs, retryDelayMs } from "./retry.ts";

const POLICY = { retries: 3, baseMs: 100, capMs: 300, longestRetryAfterMs: 1_000 };
const network = flashError({ code: "network" });
const busy = (askedMs: number | null) => flashError({ code: "server_fault", status: 503, retryAfterMs: askedMs });

describe("the wait before a failed request is sent again", () => {
  test("doubles up to its cap, and lies anywhere below", () => {
    expect([1, 2, 3].map((failures) => retryDelayMs(network, failures, POLICY, 1))).toEqual([100, 200, 300]);
    expect(retryDelayMs(network, 3, POLICY, 0)).toBe(0);
  });

  test("is at least what the answer asks for", () => {
    expect(retryDelayMs(busy(900), 1, POLICY, 0.5)).toBe(950);
  });

  test("is not waited when the answer asks for too long", () => {
    expect(retryDelayMs(busy(1_001), 1, POLICY, 0.5)).toBeNull();
  });

  test("ends when it has failed too often", () => {
    expect(retryDelayMs(network, 4, POLICY, 0.5)).toBeNull();
  });

  test("is only for what may go better next time", () => {
    expect(retryDelayMs(flashError({ code: "timeout", timeoutMs: 5 }), 1, POLICY, 0.5)).toBe(50);
    expect(retryDelayMs(flashError({ code: "unauthorized" }), 1, POLICY, 0.5)).toBeNull();
    expect(retryDelayMs(flashError({ code: "aborted" }), 1, POLICY, 0.5)).toBeNull();
    expect(retryDelayMs(new TypeError("a bug"), 1, POLICY, 0.5)).toBeNull();
  });
});

test("Retry-After is seconds or a date; what is neither asks for nothing", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  expect(retryAfterMs("2", now)).toBe(2_000);
  expect(retryAfterMs("Thu, 01 Jan 2026 00:00:03 GMT", now)).toBe(3_000);
  expect(retryAfterMs("Wed, 31 Dec 2025 00:00:00 GMT", now)).toBe(0);
  expect(retryAfterMs("soon", now)).toBeNull();
  expect(retryAfterMs(null, now)).toBeNull();
});
