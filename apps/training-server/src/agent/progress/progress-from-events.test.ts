import type { TrainerEvent, TrainerEventOf } from "@flash/schemas";
import { expect, test } from "vitest";
import { inPhase, NO_PROGRESS, progressAfter } from "./progress-from-events.ts";

const stamp = { seq: 0, ts: 0 };
const started: TrainerEventOf<"started"> = {
  type: "started",
  ...stamp,
  protocol: 1,
  trainer: { name: "t", version: "1" },
  device: "cpu",
  threads: 1,
  model: "gru",
  train_count: 80,
  val_count: 20,
  class_count: 2,
};
const epoch = (number: number): TrainerEventOf<"epoch"> => ({
  type: "epoch",
  ...stamp,
  epoch: number,
  epochs: 5,
  train_loss: 0.5,
  val_loss: 0.6,
  train_accuracy: 0.8,
  val_accuracy: 0.7,
  learning_rate: 0.001,
  duration_ms: 1_000,
  rss_bytes: 1,
  best: true,
});
const after = (...events: TrainerEvent[]) => events.reduce(progressAfter, NO_PROGRESS);

test("a trainer's phases become the phases that users see", () => {
  expect(after(started).phase).toBe("loading");
  expect(after(started, { type: "phase", ...stamp, name: "features", total: 7 })).toMatchObject({
    phase: "loading",
    step: 0,
    total: 7,
  });
  expect(after({ type: "phase", ...stamp, name: "export" }).phase).toBe("exporting");
});

test("progress within an epoch tells step, total and the time left", () => {
  const progress = after({ type: "progress", ...stamp, phase: "train", done: 32, total: 80, epoch: 2, eta_ms: 900 });
  expect(progress).toMatchObject({ phase: "training", step: 32, total: 80, epoch: 2, eta_ms: 900 });
});

test("each epoch leaves its figures once, also when it is trained again", () => {
  const { metrics, epochs } = after(started, epoch(1), epoch(2), epoch(2));
  expect(metrics.map((row) => row.epoch)).toEqual([1, 2]);
  expect(metrics[0]).toMatchObject({ val_accuracy: 0.7, learning_rate: 0.001 });
  expect(epochs).toBe(5);
});

test("an epoch of a regression has its own measures and no accuracies", () => {
  const { train_accuracy: _train, val_accuracy: _val, ...regression } = epoch(1);
  const { metrics } = after(started, { ...regression, metrics: { r2: 0.8, rmse: 12.5 } });
  expect(metrics).toMatchObject([{ train_accuracy: null, val_accuracy: null, metrics: { r2: 0.8, rmse: 12.5 } }]);
});

test("a resumed trainer keeps the epochs before its checkpoint and forgets the ones after", () => {
  const before = after(started, epoch(1), epoch(2), epoch(3));
  const resumed = progressAfter(before, { ...started, resumed_from_epoch: 2 });
  expect(resumed.metrics.map((row) => row.epoch)).toEqual([1, 2]);
  expect(progressAfter(before, started).metrics).toEqual([]);
});

test("a substituted model is shown, never hidden", () => {
  const substitution = { asked: "resnet18", used: "mobilenet_v2-frozen" };
  expect(after({ ...started, substitution }).substitution).toEqual(substitution);
});

test("no more epochs are kept than the document may hold", () => {
  const all = Array.from({ length: 1_200 }, (_, index) => epoch(index + 1));
  expect(after(...all).metrics).toHaveLength(1_000);
  expect(after(...all).metrics[0]?.epoch).toBe(201);
});

test("an estimate does not outlive its phase", () => {
  const training = after({ type: "progress", ...stamp, phase: "train", done: 1, total: 2, eta_ms: 900 });
  expect(inPhase(training, "uploading", 0, 3)).toMatchObject({ phase: "uploading", step: 0, total: 3, eta_ms: null });
});

test("as many metrics as fit a line do not swell what is written every two seconds: a thousand epochs of them would be 66 MB", () => {
  const many = Object.fromEntries(Array.from({ length: 2_500 }, (_, at) => [`metric_of_class_${at}`, 0.5]));
  const [row] = after(started, { ...epoch(1), metrics: { r2: 0.9, ["long".repeat(20)]: 1, ...many } }).metrics;
  expect(row?.metrics).toMatchObject({ r2: 0.9, metric_of_class_30: 0.5 });
  expect(Object.keys(row?.metrics ?? {})).toHaveLength(32);
  const { substitution } = after({ ...started, substitution: { asked: "x".repeat(60_000), used: "gru" } });
  expect(substitution).toEqual({ asked: "x".repeat(200), used: "gru" });
});
