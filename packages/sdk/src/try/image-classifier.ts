import { type ImageInput, imageTensor, type Pixels } from "@flash/schemas";
import type { CallOptions } from "../call-options.ts";
import type { TrainedModel } from "../model/model.ts";
import { type ClassShare, classShares } from "./class-share.ts";
import { decodedPicture } from "./decoded-picture.ts";
import { loadedModel } from "./loaded-model.ts";
import { isNumber, isRecord, isTriple } from "./json-shapes.ts";
import type { ModelRuntime } from "./model-runtime.ts";

/**
 * @param picture - a file, which browsers decode; anywhere else its pixels.
 * @returns every class, the likeliest first.
 * @throws FlashError `file_unreadable` when the file is no picture that can be decoded here.
 * @example
 * ```ts
 * const classify: ImageClassifier = await imageClassifier(job.model, runtime);
 * const [likeliest] = await classify(file);
 * ```
 */
export type ImageClassifier = (picture: Blob | Pixels) => Promise<readonly ClassShare[]>;

/**
 * Makes a function of a job's image model. The model itself is downloaded with the first picture.
 *
 * @throws FlashError `model_not_ready`, `artifact_not_found`; `unexpected_answer` when the model is not an image model that
 *   this version knows.
 * @example
 * ```ts
 * const classify = await imageClassifier(job.model, runtime);
 * const [best] = await classify(file);
 * ```
 */
export async function imageClassifier(
  model: TrainedModel,
  runtime: ModelRuntime,
  options: CallOptions = {},
): Promise<ImageClassifier> {
  const { labels, preprocess, run } = await loadedModel(model, runtime, preprocessIn, options);
  const { size } = preprocess;
  return async (picture) => {
    const pixels = picture instanceof Blob ? await decodedPicture(picture) : picture;
    return classShares(labels, await run({ data: imageTensor(pixels, preprocess), dims: [1, 3, size, size] }));
  };
}

function preprocessIn(value: unknown): ImageInput | null {
  if (!isRecord(value) || value.version !== 1 || value.resize !== "triangle" || value.channels !== "RGB") return null;
  const { size, background, scale, mean, deviation } = value;
  if (!isNumber(size) || !isNumber(background) || !isNumber(scale) || !isTriple(mean) || !isTriple(deviation)) {
    return null;
  }
  return { size, background, scale, mean, deviation };
}
