import type { ModelRuntime } from "@flash/sdk/try";
import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";

// More threads need a page that is isolated from every other origin, and workers; one answer takes milliseconds.
env.wasm.numThreads = 1;

/** Runs ONNX models in WebAssembly, in this page. */
export const wasmRuntime: ModelRuntime = {
  async load(onnx) {
    const session = await InferenceSession.create(onnx, { executionProviders: ["wasm"] });
    const [input = ""] = session.inputNames;
    const [output = ""] = session.outputNames;
    return {
      async run(ids) {
        const answer = await session.run({ [input]: new Tensor("int64", ids, [1, ids.length]) });
        const data = answer[output]?.data;
        if (!(data instanceof Float32Array)) throw new Error("The model does not answer with probabilities.");
        return data;
      },
    };
  },
};
