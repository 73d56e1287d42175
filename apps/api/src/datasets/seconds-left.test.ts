import { expect, test } from "vitest";
import { secondsLeft } from "./seconds-left.ts";

test("the time left goes by the speed since the first look, and needs a second to be told", () => {
  let nowMs = 5_000;
  const left = secondsLeft(() => nowMs);
  expect(left(100, 1_000)).toBeNull();
  nowMs += 999;
  expect(left(200, 1_000)).toBeNull();
  nowMs += 1_001;
  expect(left(300, 1_000)).toBe(7);
  nowMs += 2_000;
  expect(left(1_000, 1_000)).toBe(0);
});

test("where nothing moves there is nothing to tell", () => {
  let nowMs = 0;
  const left = secondsLeft(() => nowMs);
  left(100, 1_000);
  nowMs = 60_000;
  expect(left(100, 1_000)).toBeNull();
});
