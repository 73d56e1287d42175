import { expect, test } from "vitest";
import { LogTail } from "./log-tail.ts";

test("only the last 200 lines are kept", () => {
  const tail = new LogTail();
  for (let line = 1; line <= 1_000; line += 1) tail.add(`line ${line}`);
  expect(tail.lines()).toHaveLength(200);
  expect(tail.lines()[0]).toBe("line 801");
});

test("long lines are cut and all lines together stay under 32 KiB", () => {
  const tail = new LogTail();
  for (let line = 0; line < 100; line += 1) tail.add("x".repeat(10_000));
  expect(tail.lines().every((line) => line.length === 2_000)).toBe(true);
  expect(tail.lines().join("").length).toBeLessThanOrEqual(32_768);
});

test("colours and cursor movements are taken out", () => {
  const tail = new LogTail();
  tail.add("\u001b[31mred\u001b[0m\r\u0007 tab\there");
  expect(tail.lines()).toEqual(["red tab\there"]);
});
