import { expect, test } from "vitest";
import { type DemoEnd, demoVerdict } from "./demo-verdict.ts";

const END: DemoEnd = {
  score: { name: "accuracy", value: 0.95 },
  folder: "/models",
  areMachinesOff: true,
  atLeast: null,
};

test("a model that was measured, and every machine off, is a success", () => {
  expect(demoVerdict(END)).toEqual({
    lines: ["\nAccuracy on held-out rows: 95.0 %", "Model: /models", "All machines are off."],
    exitCode: 0,
  });
  expect(demoVerdict({ ...END, score: { name: "r2", value: -0.25 } })).toMatchObject({
    lines: ["\nR² on held-out rows: -0.250", "Model: /models", "All machines are off."],
    exitCode: 0,
  });
});

test.each<[string, Partial<DemoEnd>, string]>([
  ["nothing was measured", { score: null }, "The trainer reported no score."],
  ["a machine is on", { areMachinesOff: false }, "A machine is still on."],
  ["the model is worse than it had to be", { atLeast: 0.951 }, "less than the 0.951 that was asked for"],
  ["nothing was measured, and something was asked for", { score: null, atLeast: 0 }, "asked for"],
])("it is none when %s", (_, unusual, sentence) => {
  const { lines, exitCode } = demoVerdict({ ...END, ...unusual });
  expect(exitCode).toBe(1);
  expect(lines.join("\n")).toContain(sentence);
});

test("a model that is just as good as it had to be is a success", () => {
  expect(demoVerdict({ ...END, atLeast: 0.95 }).exitCode).toBe(0);
});
