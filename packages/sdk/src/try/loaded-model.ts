import type { CallOptions } from "../call-options.ts";
import { flashError } from "../error/flash-error.ts";
import type { TrainedModel } from "../model/model.ts";
import { isTexts } from "./json-shapes.ts";
import type { ModelInput, ModelRuntime, RunningModel } from "./model-runtime.ts";

/** A model that can be asked, with what its training says of it. */
export interface LoadedModel<Preprocess> {
  /** Its classes in the order of its answer; none when it foretells a number. */
  readonly labels: readonly string[];
  readonly preprocess: Preprocess;
  /** Downloads and loads the model itself with the first question: it weighs more than all the rest. */
  readonly run: (input: ModelInput) => Promise<ArrayLike<number>>;
}

/** @param preprocessIn - makes of preprocess.json what it must be; null: this version does not know such a model. */
export async function loadedModel<Preprocess>(
  model: TrainedModel,
  runtime: ModelRuntime,
  preprocessIn: (value: unknown) => Preprocess | null,
  options: CallOptions,
): Promise<LoadedModel<Preprocess>> {
  const json = async (path: string): Promise<unknown> =>
    JSON.parse(new TextDecoder().decode(await model.downloadArtifact(path, options)));
  const [labels, preprocess] = await Promise.all([json("labels.json"), json("preprocess.json").then(preprocessIn)]);
  if (!isTexts(labels) || preprocess === null) {
    throw flashError({ code: "unexpected_answer", status: 200, detail: "a model of another kind or version" });
  }
  const loading = once(async () => runtime.load(await model.downloadArtifact("model.onnx", options)));
  return { labels, preprocess, run: async (input) => (await loading()).run(input) };
}

/** What has failed is begun again by the next question. */
function once(load: () => Promise<RunningModel>): () => Promise<RunningModel> {
  let loading: Promise<RunningModel> | null = null;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };
}
