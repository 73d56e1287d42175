import type { InferenceSession } from "onnxruntime-web";
import { Tensor } from "onnxruntime-web";
import type { TrainerRun } from "../run-trainer.ts";
import { letEventsIn, Stopped } from "../stop-request.ts";
import { FEATURE_COUNT, FEATURES, PIXELS } from "./backbone-graph.ts";
import type { Picture } from "./dataset.ts";
import { decodedTogether } from "./decode-together.ts";
import { decodePicture, pixelsIn } from "./decode.ts";
import { imageTensor } from "./preprocess.ts";
import type { ImagePreprocess } from "./preprocess.ts";

/** Pictures that go through the network together: more are hardly faster, and keep a stop waiting. */
const BATCH = 8;

export interface PictureFeatures {
  /** Those that could be decoded, in order. */
  readonly pictures: readonly Picture[];
  /** Row by row, {@link FEATURE_COUNT} numbers for each of them. */
  readonly values: Float32Array;
  /** Of the first held-out picture: the model's input. */
  readonly sample: Float32Array | undefined;
}

/**
 * What the network sees in each picture, once and for all: it is not trained. Nothing of it is kept over a restart, since the
 * same picture gives the same numbers.
 *
 * @throws Stopped between two batches.
 */
export async function extractFeatures(
  run: TrainerRun,
  session: InferenceSession,
  { pictures, preprocess }: { pictures: readonly Picture[]; preprocess: ImagePreprocess },
): Promise<PictureFeatures> {
  run.report.send({ type: "phase", name: "features", total: pictures.length });
  const values = new Float32Array(pictures.length * FEATURE_COUNT);
  const kept: Picture[] = [];
  let sample: Float32Array | undefined;
  const startedAt = run.now();
  for (let first = 0; first < pictures.length; first += BATCH) {
    const batch = await decodedBatch(pictures.slice(first, first + BATCH), preprocess);
    sample ??= batch.find(({ picture }) => picture.side === "validation")?.tensor;
    if (batch.length > 0) {
      values.set(
        await featuresOf(
          session,
          batch.map(({ tensor }) => tensor),
          preprocess.size,
        ),
        kept.length * FEATURE_COUNT,
      );
    }
    kept.push(...batch.map(({ picture }) => picture));
    const done = Math.min(first + BATCH, pictures.length);
    const perMs = done / Math.max(1, run.now() - startedAt);
    run.report.progress({
      phase: "features",
      done,
      total: pictures.length,
      items_per_second: Math.round(perMs * 1_000),
    });
    await letEventsIn();
    if (run.stop.requested) throw new Stopped();
  }
  const count = pictures.length - kept.length;
  if (count > 0) {
    const message = "Pictures that cannot be decoded were left out.";
    run.report.send({ type: "warning", code: "image_unreadable", message, count });
  }
  return { pictures: kept, values: values.subarray(0, kept.length * FEATURE_COUNT), sample };
}

interface Decoded {
  readonly picture: Picture;
  readonly tensor: Float32Array;
}

async function decodedBatch(pictures: readonly Picture[], preprocess: ImagePreprocess): Promise<Decoded[]> {
  const measured = pictures.map(async (picture) => ({ picture, pixels: await pixelsIn(picture.path) }));
  const decoded: Decoded[][] = [];
  for (const group of decodedTogether(await Promise.all(measured)))
    decoded.push(...(await Promise.all(group.map((picture) => decodedOne(picture, preprocess)))));
  return decoded.flat();
}

/** @returns nothing for a picture that cannot be decoded. */
async function decodedOne(picture: Picture, preprocess: ImagePreprocess): Promise<Decoded[]> {
  const pixels = await decodePicture(picture.path).catch(() => null);
  return pixels === null ? [] : [{ picture, tensor: imageTensor(pixels, preprocess) }];
}

/** @param tensors - as {@link imageTensor} makes them. @returns {@link FEATURE_COUNT} numbers for each. */
async function featuresOf(
  session: InferenceSession,
  tensors: readonly Float32Array[],
  size: number,
): Promise<Float32Array> {
  const input = new Float32Array(tensors.length * 3 * size * size);
  for (const [index, tensor] of tensors.entries()) input.set(tensor, index * tensor.length);
  const { [FEATURES]: output } = await session.run({
    [PIXELS]: new Tensor("float32", input, [tensors.length, 3, size, size]),
  });
  if (output?.data instanceof Float32Array) return output.data;
  throw new Error("the network gave no features");
}
