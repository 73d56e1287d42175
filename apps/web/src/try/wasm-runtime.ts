import type { ModelInput, ModelRuntime } from "@flash/sdk/try";
import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";

// More threads need a page that is isolated from every other origin, and workers; one answer takes milliseconds.
env.wasm.numThreads = 1;

/** Runs ONNX models in WebAssembly, in this page. */
export const wasmRuntime: ModelRuntime = {
  async load(onnx) {
    const session = await InferenceSession.create(onnx, { executionProviders: ["wasm"] });
    const [name = ""] = session.inputNames;
    const [output = ""] = session.outputNames;
    return {
      async run(input) {
        const answer = await session.run({ [name]: tensorOf(input) });
        const data = answer[output]?.data;
        if (!(data instanceof Float32Array)) throw new Error("The model does not answer with numbers.");
        return data;
      },
    };
  },
};

const tensorOf = ({ data, dims }: ModelInput): Tensor =>
  data instanceof BigInt64Array ? new Tensor("int64", data, dims) : new Tensor("float32", data, dims);
