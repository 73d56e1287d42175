import type { WhyReason } from "@flash/sdk";
import { expect, test } from "vitest";
import { whyWords } from "./why-words.ts";

const now = new Date(2026, 10, 25, 18, 0, 0).getTime();
const HOUR_MS = 3_600_000;
/** As the SDK's answers have it: no plain number is a moment there. */
const waitingFor = (hours: number): WhyReason => ({
  code: "in_queue",
  mover: "rule",
  ahead: 0,
  until: (now + hours * HOUR_MS) as NonNullable<WhyReason["until"]>,
});

test("a time of today is told to the second, one of another day with its day", () => {
  expect(whyWords(waitingFor(1), now)).toBe("Next in line. It waits until 19:00:00 at the latest.");
  expect(whyWords(waitingFor(24), now)).toMatch(/until Nov 26, 06:00 PM at the latest\.$/u);
});
