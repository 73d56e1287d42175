import { textEncoder, type TextPreprocess } from "@flash/schemas";
import type { CallOptions } from "../call-options.ts";
import type { TrainedModel } from "../model/model.ts";
import { type ClassShare, classShares } from "./class-share.ts";
import { loadedModel } from "./loaded-model.ts";
import { isNumber, isRecord, isTexts } from "./json-shapes.ts";
import type { ModelRuntime } from "./model-runtime.ts";

/**
 * @returns every class, the likeliest first.
 * @example
 * ```ts
 * const classify: TextClassifier = await textClassifier(job.model, runtime);
 * const classes = await classify("You have won a prize!");
 * ```
 */
export type TextClassifier = (text: string) => Promise<readonly ClassShare[]>;

/**
 * Makes a function of a job's text model. The model itself is downloaded with the first text.
 *
 * @throws FlashError `model_not_ready`, `artifact_not_found`; `unexpected_answer` when the model is not a text model that
 *   this version knows.
 * @example
 * ```ts
 * const classify = await textClassifier(job.model, runtime);
 * const [best] = await classify("You have won a prize!");
 * ```
 */
export async function textClassifier(
  model: TrainedModel,
  runtime: ModelRuntime,
  options: CallOptions = {},
): Promise<TextClassifier> {
  const { labels, preprocess, run } = await loadedModel(model, runtime, preprocessIn, options);
  const encode = textEncoder(preprocess);
  return async (text) => {
    const ids = BigInt64Array.from(encode(text), BigInt);
    return classShares(labels, await run({ data: ids, dims: [1, ids.length] }));
  };
}

function preprocessIn(value: unknown): TextPreprocess | null {
  if (!isRecord(value) || value.version !== 1 || !isNumber(value.max_tokens)) return null;
  const { max_tokens, features } = value;
  if (!isRecord(features)) return null;
  const { kind, tokens, buckets } = features;
  if (kind === "vocabulary" && isTexts(tokens)) return { max_tokens, features: { kind, tokens } };
  if (kind === "hashed_ngrams" && isNumber(buckets)) return { max_tokens, features: { kind, buckets } };
  return null;
}
