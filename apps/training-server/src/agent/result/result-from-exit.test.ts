import type { TrainerErrorCode, TrainerEventOf } from "@flash/schemas";
import { describe, expect, test } from "vitest";
import { verdictOfRun } from "./result-from-exit.ts";
import type { TrainerRun } from "./result-from-exit.ts";

const result: TrainerEventOf<"result"> = {
  type: "result",
  seq: 9,
  ts: 0,
  val_accuracy: 0.97,
  val_loss: 0.1,
  best_epoch: 2,
  artifacts_file: "manifest.json",
  duration_ms: 1_000,
};
const said = (code: TrainerErrorCode, retryable = false): TrainerEventOf<"error"> => ({
  type: "error",
  seq: 3,
  ts: 0,
  code,
  message: `because ${code}`,
  retryable,
});
const run = (change: Partial<TrainerRun>): TrainerRun => ({
  exit: { code: 0, signal: null },
  isStuck: false,
  stopped: null,
  result: null,
  error: null,
  lastLine: "",
  ...change,
});
const exited = (code: number, change: Partial<TrainerRun> = {}) =>
  verdictOfRun(run({ exit: { code, signal: null }, ...change }));
const killed = (signal: string) => verdictOfRun(run({ exit: { code: null, signal } }));

test("exit code 0 with a result is done", () => {
  expect(exited(0, { result })).toEqual({ kind: "done", result });
});

test("exit code 0 without a result is a crash, and a second run would do the same", () => {
  expect(exited(0)).toMatchObject({
    fault: "trainer_crashed",
    again: false,
    message: expect.stringContaining("without a result"),
  });
});

describe("exit codes name the fault", () => {
  test.each([
    [2, null, "bad_data"],
    [2, said("bad_params"), "bad_parameters"],
    [2, said("diverged"), "bad_parameters"],
    [2, said("internal"), "bad_data"],
    [3, null, "unsupported"],
    [4, null, "out_of_memory"],
    [4, said("disk_full"), "disk_full"],
    [1, null, "trainer_crashed"],
    [1, said("out_of_memory"), "out_of_memory"],
  ] as const)("%i, having said %o, is %s", (code, error, fault) => {
    expect(exited(code, { error })).toMatchObject({ kind: "failed", fault });
  });
});

test("a kill that the agent did not send counts as out of memory and is tried again", () => {
  expect(killed("SIGKILL")).toMatchObject({ fault: "out_of_memory", again: true });
});

test("so does the code that a shell around the trainer makes of it", () => {
  const verdict = exited(137, { lastLine: "epoch 1 of 5" });
  expect(verdict).toMatchObject({
    fault: "out_of_memory",
    again: true,
    message: expect.stringMatching(/lack of memory.*epoch 1 of 5/u),
  });
});

test.each([75, 130, 143])("exit code %i without being asked to stop is gone on with from the checkpoint", (code) => {
  expect(exited(code)).toMatchObject({ again: true });
});

test("a trainer that was ended by somebody else's SIGTERM is gone on with", () => {
  expect(killed("SIGTERM")).toMatchObject({ again: true });
});

test("a crash is tried again unless the trainer says that it is no use", () => {
  expect(exited(1)).toMatchObject({ again: true });
  expect(exited(1, { error: said("internal") })).toMatchObject({ again: false });
  expect(exited(1, { error: said("internal", true) })).toMatchObject({ again: true });
});

test("silence outranks what the process did when it was stopped", () => {
  const verdict = verdictOfRun(run({ exit: { code: null, signal: "SIGKILL" }, stopped: "silent" }));
  expect(verdict).toMatchObject({ fault: "trainer_silent", again: false });
});

test("the user reads the trainer's own sentence, or else the end of its log", () => {
  expect(exited(2, { error: said("bad_input") })).toMatchObject({ message: "because bad_input" });
  expect(exited(1, { lastLine: "ValueError: nope" })).toMatchObject({
    message: expect.stringContaining("ValueError: nope"),
  });
});
