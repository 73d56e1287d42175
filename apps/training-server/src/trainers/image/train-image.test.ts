import { join } from "node:path";
import { TrainerSplit } from "@flash/schemas";
import { InferenceSession, Tensor } from "onnxruntime-web";
import { describe, expect, test } from "vitest";
import { modelDigest, runHere, stopAtLook } from "../job-folder.test-support.ts";
import type { JobFolder } from "../job-folder.test-support.ts";
import { largestIndex } from "../learning/softmax.ts";
import { expectSampleToHold } from "../sample.test-support.ts";
import { decodePicture } from "./decode.ts";
import { fileOf, imageJob } from "./image-job.test-support.ts";
import { ImagePreprocess, imageTensor } from "./preprocess.ts";
import { imageTrainer } from "./train-image.ts";

const QUICK = { model: "mobilenet_v2", epochs: 6 };

/** What a client does with the artifacts and nothing else: from a picture to the class's number. */
async function classifierOf(folder: JobFolder): Promise<(file: string) => Promise<number>> {
  const preprocess = ImagePreprocess.parse(folder.json("out/preprocess.json"));
  const session = await InferenceSession.create(folder.read("out/model.onnx"));
  return async (file) => {
    const pixels = imageTensor(await decodePicture(join(folder.path, file)), preprocess);
    const { probabilities } = await session.run({
      pixels: new Tensor("float32", pixels, [1, 3, preprocess.size, preprocess.size]),
    });
    return largestIndex(probabilities?.data as Float32Array, 0, 2);
  };
}

/** Enough on a machine that is busy with ten other things. */
const PATIENT = { timeout: 60_000 };

test(
  "a job learns, says which model it used, and its artifacts classify the held-out pictures as its metrics say",
  PATIENT,
  async () => {
    const folder = await imageJob({ ...QUICK, model: "resnet18" }, 48);
    const { exit, of } = await runHere(imageTrainer, folder);
    expect(exit).toBe(0);
    expect(of("started")).toMatchObject([
      {
        model: "mobilenet_v2-frozen",
        substitution: { asked: "resnet18", used: "mobilenet_v2-frozen" },
        train_count: 36,
        val_count: 12,
      },
    ]);
    expect(of("phase").map(({ name }) => name)).toEqual(["load", "features", "train", "evaluate", "export"]);
    const [result] = of("result");
    expect(result?.val_accuracy).toBeGreaterThan(0.9);

    const classify = await classifierOf(folder);
    const { validation } = TrainerSplit.parse(folder.json("data/split.json"));
    const confusion = [
      [0, 0],
      [0, 0],
    ];
    for (const number of validation) {
      const label = Math.floor(number / 2) % 2;
      const guess = await classify(fileOf(label, number));
      const counts = confusion[label] ?? [];
      counts[guess] = (counts[guess] ?? 0) + 1;
    }
    expect(confusion).toEqual(result?.confusion);

    await expectSampleToHold(folder);
  },
);

test("a job ends with the same weights, bit for bit, wherever it was stopped and resumed", PATIENT, async () => {
  const params = { ...QUICK, epochs: 2, batch_size: 4, optimizer: "sgd" };
  const undisturbed = await imageJob(params, 8);
  await runHere(imageTrainer, undisturbed);
  // It looks 8 times while loading, after the one batch of features, then in each epoch after two batches and one of validation.
  for (const [look, epochsBefore] of [
    [9, 0],
    [10, 0],
    [13, 1],
  ] as const) {
    const folder = await imageJob(params, 8);
    const stopped = await runHere(imageTrainer, folder, { stop: stopAtLook(look) });
    expect(stopped.exit, `stopped at look ${look}`).toBe(75);
    expect(stopped.of("epoch")).toHaveLength(epochsBefore);
    const resumed = await runHere(imageTrainer, folder, { more: ["--resume"] });
    expect(resumed.exit).toBe(0);
    expect(resumed.of("epoch")).toHaveLength(2 - epochsBefore);
    expect(modelDigest(folder), `stopped at look ${look}`).toBe(modelDigest(undisturbed));
  }
});

describe("pictures that cannot be used", () => {
  test("are left out with a warning when they cannot be decoded", async () => {
    const folder = await imageJob({ ...QUICK, epochs: 1 }, 16);
    const { train } = TrainerSplit.parse(folder.json("data/split.json"));
    const [number = 0] = train;
    folder.write(fileOf(Math.floor(number / 2) % 2, number), "no picture");
    const { exit, of } = await runHere(imageTrainer, folder);
    expect(exit).toBe(0);
    expect(of("warning")).toMatchObject([{ code: "image_unreadable", count: 1 }]);
  });

  test.each([
    [
      "listed but missing",
      { train: [0, 1, 99], validation: [2] },
      "split.json lists 1 pictures that are not there: 99",
    ],
    ["on both sides", { train: [0, 1], validation: [1] }, "twice"],
  ])("fail the job when they are %s", async (_, split, hint) => {
    const folder = await imageJob(QUICK, 4);
    folder.write("data/split.json", JSON.stringify(split));
    const { exit, of } = await runHere(imageTrainer, folder);
    expect(exit).toBe(2);
    expect(of("error")).toMatchObject([{ code: "bad_input", message: expect.stringContaining(hint) }]);
  });
});
