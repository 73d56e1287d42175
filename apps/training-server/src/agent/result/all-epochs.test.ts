import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EpochMetrics } from "@flash/schemas";
import { afterEach, beforeEach, expect, test } from "vitest";
import { allEpochs } from "./all-epochs.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "flash-epochs-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const row = (epoch: number, val_loss = 0.5): EpochMetrics => ({
  epoch,
  train_loss: 0.4,
  train_accuracy: 0.9,
  val_loss,
  val_accuracy: 0.8,
  learning_rate: 0.001,
  duration_ms: 10,
  metrics: {},
});

function metricsFile(content: string): Parameters<typeof allEpochs>[1] {
  const file = join(folder, "metrics.json");
  writeFileSync(file, content);
  return [
    { file, stored: { path: "metrics.json", role: "metrics", size_bytes: content.length, sha256: "0".repeat(64) } },
  ];
}

test("an epoch that nobody heard of is taken from the trainer's metrics file", async () => {
  const artifacts = metricsFile(JSON.stringify({ epochs: [row(1, 0.9), row(2), row(3)], confusion: [] }));
  expect(await allEpochs([row(1), row(3)], artifacts)).toEqual([row(1), row(2), row(3)]);
});

test.each(["{", "[]", '{"epochs":"none"}', '{"epochs":[{"epoch":1}]}'])(
  "a metrics file that says %s adds nothing",
  async (content) => {
    expect(await allEpochs([row(1)], metricsFile(content))).toEqual([row(1)]);
  },
);

test("of an epoch in the metrics file as many metrics are kept as of one that was heard of", async () => {
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`f1_${at}`, 0.5]));
  const artifacts = metricsFile(JSON.stringify({ epochs: [{ ...row(1), metrics: many }] }));
  const [epoch] = await allEpochs([], artifacts);
  expect(Object.keys(epoch?.metrics ?? {})).toHaveLength(32);
});
