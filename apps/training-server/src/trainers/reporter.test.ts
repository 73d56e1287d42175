import { expect, test } from "vitest";
import { parseTrainerLine } from "@flash/schemas";
import { reporter } from "./reporter.ts";

test("events are lines that the agent reads, numbered from 0 and stamped", () => {
  const lines: string[] = [];
  const report = reporter(
    (line) => lines.push(line),
    () => 1_000,
  );
  report.send({ type: "phase", name: "load" });
  report.send({ type: "warning", code: "rows_skipped", message: "two\nlines", count: 2 });
  expect(lines.map((line) => parseTrainerLine(line.replace(/\n$/, "")))).toEqual([
    { kind: "event", event: { type: "phase", seq: 0, ts: 1_000, name: "load" } },
    {
      kind: "event",
      event: { type: "warning", seq: 1, ts: 1_000, code: "rows_skipped", message: "two\nlines", count: 2 },
    },
  ]);
});

test("progress comes at most four times a second", () => {
  const lines: string[] = [];
  let now = 0;
  const report = reporter(
    (line) => lines.push(line),
    () => now,
  );
  for (now = 0; now < 1_000; now += 10) report.progress({ phase: "train", done: now, total: 1_000 });
  expect(lines.map((line) => JSON.parse(line).done)).toEqual([0, 250, 500, 750]);
});
