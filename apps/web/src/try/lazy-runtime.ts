import type { ModelRuntime } from "@flash/sdk/try";

/** Loads models with a runtime that weighs more than the whole page: it comes with the first try, and with it alone. */
export const lazyRuntime: ModelRuntime = {
  load: async (onnx) => (await import("./wasm-runtime.ts")).wasmRuntime.load(onnx),
};
