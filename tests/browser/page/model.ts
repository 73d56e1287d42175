import { type ClassShare, imageClassifier, type ModelRuntime, type TableAnswer, tablePredictor } from "@flash/sdk/try";
import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";

env.wasm.wasmPaths = "/";
env.wasm.numThreads = 1;

async function fetched(path: string): Promise<Response> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

/** What a trainer has left in that folder, as the SDK hands out a job's model. */
const modelIn = (folder: string) => ({
  download: () => Promise.reject(new Error("nobody lists them here")),
  downloadArtifact: async (path: string) => new Uint8Array(await (await fetched(`${folder}/${path}`)).arrayBuffer()),
});

const runtime: ModelRuntime = {
  async load(onnx) {
    const session = await InferenceSession.create(onnx);
    return {
      async run({ data, dims }) {
        const tensor =
          data instanceof BigInt64Array ? new Tensor("int64", data, dims) : new Tensor("float32", data, dims);
        const answer = await session.run({ [session.inputNames[0] ?? ""]: tensor });
        return (answer[session.outputNames[0] ?? ""]?.data ?? []) as Float32Array;
      },
    };
  },
};

const model = {
  /** What the model in that folder says of a row of a table. */
  async row(folder: string, cells: Readonly<Record<string, string>>): Promise<TableAnswer> {
    const predictor = await tablePredictor(modelIn(folder), runtime);
    return predictor.predict(cells);
  },

  /** What it says of a picture that the browser decodes. */
  async picture(folder: string, path: string): Promise<readonly ClassShare[]> {
    const classify = await imageClassifier(modelIn(folder), runtime);
    return classify(await (await fetched(path)).blob());
  },
};

declare global {
  interface Window {
    model: typeof model;
  }
}

window.model = model;
