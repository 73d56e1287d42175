import { epochMs } from "@flash/schemas";
import { describe, expect, test } from "vitest";
import {
  assignedJob,
  endedJob,
  storedJob,
  storedProgress,
  storedReceipt,
  storedResult,
} from "../../test/stored-job.ts";
import { briefly, jobView, type SeenJob, stateOf } from "./job-view.ts";

const seen = (fields: Partial<SeenJob> = {}): SeenJob => ({
  job: storedJob(),
  progress: null,
  result: null,
  receipt: null,
  queuePosition: null,
  reports: true,
  ...fields,
});

describe("where in its life a job is", () => {
  const cancelled = { reason: "cancelled", detail: "", by: "ann", at: epochMs(1) } as const;
  const timedOut = { ...cancelled, reason: "run_timeout" } as const;
  test.each<[string, Partial<SeenJob>]>([
    ["queued", { job: storedJob() }],
    ["starting", { job: assignedJob({ started_at: null }) }],
    ["booting", { job: assignedJob() }],
    ["training", { job: assignedJob(), progress: storedProgress() }],
    ["training", { job: assignedJob(), reports: false }],
    ["starting", { job: assignedJob({ started_at: null }), reports: false }],
    ["cancelling", { job: assignedJob({ ending: cancelled }), progress: storedProgress() }],
    ["training", { job: assignedJob({ ending: timedOut }), progress: storedProgress() }],
    ["succeeded", { job: endedJob("succeeded"), progress: storedProgress() }],
    ["failed", { job: endedJob("failed") }],
    ["cancelled", { job: endedJob("cancelled", { ending: cancelled }) }],
  ])("%s", (state, fields) => {
    expect(stateOf(seen(fields))).toBe(state);
  });
});

test("hyperparameters come back as they were asked for", () => {
  expect(jobView(seen()).hyperparameters).toEqual({ batchSize: 32, stepLr: { stepSize: 4, gamma: 0.1 } });
});

test("a job that is over shows what the result says: all epochs, the end of the log, the accuracy", () => {
  const job = jobView(
    seen({
      job: endedJob("succeeded"),
      progress: storedProgress({ log_tail: ["epoch 1"] }),
      result: storedResult(),
      receipt: storedReceipt(),
    }),
  );
  expect(job.progress).toMatchObject({ metrics: [{ epoch: 1, valAccuracy: 0.7 }], logTail: ["done"] });
  expect(job.outcome).toMatchObject({ reason: "trained", sentence: "The model was trained.", accuracy: 0.97 });
  expect(job.receipt).toMatchObject({ secondsOn: 6, costUsd: 0.002, stoppedBy: "stop" });
});

test("a failed job keeps the metrics and the log of its last report", () => {
  const job = jobView(seen({ job: endedJob("failed"), progress: storedProgress({ log_tail: ["out of memory"] }) }));
  expect(job.progress?.logTail).toEqual(["out of memory"]);
  expect(job.outcome).toMatchObject({ reason: "machine_silent", accuracy: null });
});

test("in a listing a job has neither epochs nor log", () => {
  const job = jobView(seen({ job: assignedJob(), progress: storedProgress({ log_tail: ["long"] }) }));
  expect(briefly(job).progress).toMatchObject({ step: 3, metrics: [], logTail: [] });
});
