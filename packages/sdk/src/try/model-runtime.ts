/**
 * What a model is given: token ids as int64, or numbers as float32, by the kind of its array.
 *
 * @example
 * ```ts
 * const numbers: ModelInput = { data: Float32Array.of(1, 2, 3), dims: [1, 3] };
 * ```
 */
export interface ModelInput {
  readonly data: BigInt64Array<ArrayBuffer> | Float32Array<ArrayBuffer>;
  /** The lengths of its axes, whose product is the array's length. */
  readonly dims: readonly number[];
}

/**
 * An ONNX runtime, such as `onnxruntime-web` or `onnxruntime-node`.
 *
 * @example
 * ```ts
 * const counting = (inner: ModelRuntime): ModelRuntime => ({
 *   load: (onnx) => {
 *     show(onnx.length);
 *     return inner.load(onnx);
 *   },
 * });
 * ```
 */
export interface ModelRuntime {
  /** @param onnx - the bytes of a model file. */
  load(onnx: Uint8Array<ArrayBuffer>): Promise<RunningModel>;
}

/**
 * A model with one input and one output.
 *
 * @example
 * ```ts
 * const even: RunningModel = { run: async () => [0.5, 0.5] };
 * ```
 */
export interface RunningModel {
  /** @returns all numbers of the answer: one probability for each class in the model's order, or the number it foretells. */
  run(input: ModelInput): Promise<ArrayLike<number>>;
}
