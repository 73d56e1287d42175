import { describe, expect, test } from "vitest";
import { EpochMetrics, scoreOf, StoredResult } from "./attempt.ts";

const BEFORE_SCORES = {
  outcome: "succeeded",
  job: `job_${"0".repeat(26)}`,
  attempt: 1,
  boot_id: "boot",
  accuracy: 0.9,
  metrics: [],
  classes: ["a", "b"],
  artifacts: [],
};

const succeeded = (fields: object) => {
  const result = StoredResult.parse({ ...BEFORE_SCORES, ...fields });
  if (result.outcome !== "succeeded") throw new Error("it is one that succeeded");
  return result;
};

describe("how good a model is", () => {
  test("is the accuracy in a result of before there were scores", () => {
    expect(scoreOf(succeeded({}))).toEqual({ name: "accuracy", value: 0.9 });
  });

  test("is the score of a task type without classes", () => {
    expect(scoreOf(succeeded({ accuracy: null, score: { name: "r2", value: -0.5 } }))).toEqual({
      name: "r2",
      value: -0.5,
    });
  });

  test("is not known when the trainer reported nothing", () => {
    expect(scoreOf(succeeded({ accuracy: null }))).toBeNull();
  });
});

test("an epoch without classes has no accuracy", () => {
  const epoch = { epoch: 1, train_loss: 1, val_loss: 1, learning_rate: 0.1, duration_ms: 5 };
  expect(EpochMetrics.parse(epoch)).toEqual({ ...epoch, train_accuracy: null, val_accuracy: null, metrics: {} });
});
