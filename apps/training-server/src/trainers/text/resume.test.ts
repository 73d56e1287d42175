import { readdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { jobFolder, learnableRows, modelDigest, runHere, stopAtLook } from "./job-folder.test-support.ts";

const rows = learnableRows(40);
const params = { epochs: 3, batch_size: 8, learning_rate: 0.01 };

describe.each([
  ["gru", "adam", 0.01, [41, 42, 44, 45, 46, 51, 55, 56]],
  ["lstm", "sgd", 0.1, [43, 45, 50]],
  ["fasttext", "adam", 0.001, [43]],
] as const)("%s with %s", (model, optimizer, learning_rate, looks) => {
  test("ends with the same weights, bit for bit, wherever it was stopped and resumed", async () => {
    const undisturbed = jobFolder({ ...params, model, optimizer, learning_rate }, rows);
    await runHere(undisturbed);
    // It looks 40 times while loading, then in each epoch after four batches and one of validation, then while measuring.
    for (const look of looks) {
      const folder = jobFolder({ ...params, model, optimizer, learning_rate }, rows);
      const stopped = await runHere(folder, { stop: stopAtLook(look) });
      expect(stopped.exit, `stopped at look ${look}`).toBe(75);
      const resumed = await runHere(folder, { more: ["--resume"] });
      expect(resumed.exit).toBe(0);
      expect(resumed.of("warning")).toEqual([]);
      expect(resumed.of("epoch").length, `stopped at look ${look}`).toBe(3 - stopped.of("epoch").length);
      expect(modelDigest(folder), `stopped at look ${look}`).toBe(modelDigest(undisturbed));
    }
  });
});

const stoppedInSecondEpoch = async () => {
  const folder = jobFolder({ ...params, model: "gru" }, rows);
  const { of } = await runHere(folder, { stop: stopAtLook(40 + 6) });
  return { folder, checkpoints: of("checkpoint") };
};

test("a stop leaves a checkpoint, and the resumed run says which epoch it goes on from", async () => {
  const { folder, checkpoints } = await stoppedInSecondEpoch();
  expect(checkpoints).toMatchObject([{ epoch: 1 }]);
  expect(readdirSync(join(folder.path, "ckpt"))).toEqual(checkpoints.map(({ path }) => path));
  const { of } = await runHere(folder, { more: ["--resume"] });
  expect(of("started")).toMatchObject([{ resumed_from_epoch: 1 }]);
  expect(of("epoch").map(({ epoch }) => epoch)).toEqual([2, 3]);
  expect(folder.json("out/metrics.json")).toMatchObject({ epochs: [{ epoch: 1 }, { epoch: 2 }, { epoch: 3 }] });
});

test("a damaged checkpoint is passed over with a warning, and training begins anew", async () => {
  const { folder, checkpoints } = await stoppedInSecondEpoch();
  const { path, bytes } = checkpoints[0] ?? { path: "", bytes: 0 };
  truncateSync(join(folder.path, "ckpt", path), bytes - 1);
  const { exit, of } = await runHere(folder, { more: ["--resume"] });
  expect(exit).toBe(0);
  expect(of("warning")).toMatchObject([{ code: "checkpoint_ignored", message: expect.stringContaining(path) }]);
  expect(of("epoch").map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
});

test.each([
  ["job.json", (text: string) => text.replace('"epochs":3', '"epochs":4')],
  ["data/data.csv", (text: string) => text.replace("word1", "word2")],
] as const)("a checkpoint is not used when %s has changed", async (file, change) => {
  const { folder } = await stoppedInSecondEpoch();
  folder.write(file, change(folder.read(file).toString()));
  const { of } = await runHere(folder, { more: ["--resume"] });
  expect(of("warning")).toMatchObject([{ code: "checkpoint_ignored" }]);
  expect(of("epoch")[0]?.epoch).toBe(1);
});

test("without --resume an old checkpoint is removed, so that no later run goes on from it", async () => {
  const { folder, checkpoints } = await stoppedInSecondEpoch();
  const { of } = await runHere(folder);
  expect(of("epoch")).toHaveLength(3);
  expect(readdirSync(join(folder.path, "ckpt"))).not.toContain(checkpoints[0]?.path);
});
