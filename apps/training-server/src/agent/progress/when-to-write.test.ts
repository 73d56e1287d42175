import { expect, test } from "vitest";
import { beatMs, isWriteDue } from "./when-to-write.ts";

test("a quiet trainer still has a heartbeat", () => {
  expect(isWriteDue({ elapsedMs: 9_999, changed: false }, 10_000)).toBe(false);
  expect(isWriteDue({ elapsedMs: 10_000, changed: false }, 10_000)).toBe(true);
});

test("news wait until two seconds have passed", () => {
  expect(isWriteDue({ elapsedMs: 1_999, changed: true }, 10_000)).toBe(false);
  expect(isWriteDue({ elapsedMs: 2_000, changed: true }, 10_000)).toBe(true);
});

test("the config is looked at every two seconds, or with each faster heartbeat", () => {
  expect(beatMs(10_000)).toBe(2_000);
  expect(beatMs(200)).toBe(200);
});
