import { textEncoder, type TextPreprocess } from "@flash/schemas";
import type { CallOptions } from "../call-options.ts";
import { flashError } from "../error/flash-error.ts";
import type { TrainedModel } from "../model/model.ts";

/** An ONNX runtime, such as `onnxruntime-web` or `onnxruntime-node`. */
export interface ModelRuntime {
  /** @param onnx - the bytes of a model file. */
  load(onnx: Uint8Array<ArrayBuffer>): Promise<RunningModel>;
}

export interface RunningModel {
  /** @param ids - token ids, as one row of int64. @returns one probability for each class, in the model's order. */
  run(ids: BigInt64Array<ArrayBuffer>): Promise<ArrayLike<number>>;
}

/** A class and how likely it is, 0 to 1. */
export interface ClassShare {
  readonly label: string;
  readonly share: number;
}

/** @returns every class, the likeliest first. */
export type TextClassifier = (text: string) => Promise<readonly ClassShare[]>;

/**
 * Downloads a job's text model and makes a function of it.
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
  const json = async (path: string): Promise<unknown> =>
    JSON.parse(new TextDecoder().decode(await model.downloadArtifact(path, options)));
  const [labels, preprocess, onnx] = await Promise.all([
    json("labels.json").then(labelsIn),
    json("preprocess.json").then(preprocessIn),
    model.downloadArtifact("model.onnx", options),
  ]);
  if (labels === null || preprocess === null) {
    throw flashError({ code: "unexpected_answer", status: 200, detail: "a text model of another version" });
  }
  const encode = textEncoder(preprocess);
  const running = await runtime.load(onnx);
  return async (text) => {
    const probabilities = await running.run(BigInt64Array.from(encode(text), BigInt));
    const shares = labels.map((label, index) => ({ label, share: probabilities[index] ?? 0 }));
    return shares.toSorted((one, other) => other.share - one.share);
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === "string");

const labelsIn = (value: unknown): string[] | null => (isTexts(value) ? value : null);

/** By hand: the file's digest has been compared, and a schema library would weigh more than the rest of this module. */
function preprocessIn(value: unknown): TextPreprocess | null {
  if (!isRecord(value) || value.version !== 1 || typeof value.max_tokens !== "number") return null;
  const { max_tokens, features } = value;
  if (!isRecord(features)) return null;
  const { kind, tokens, buckets } = features;
  if (kind === "vocabulary" && isTexts(tokens)) return { max_tokens, features: { kind, tokens } };
  if (kind === "hashed_ngrams" && typeof buckets === "number") return { max_tokens, features: { kind, buckets } };
  return null;
}
