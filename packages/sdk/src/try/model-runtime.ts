/** What a model is given: token ids as int64, or numbers as float32, by the kind of its array. */
export interface ModelInput {
  readonly data: BigInt64Array<ArrayBuffer> | Float32Array<ArrayBuffer>;
  /** The lengths of its axes, whose product is the array's length. */
  readonly dims: readonly number[];
}

/** An ONNX runtime, such as `onnxruntime-web` or `onnxruntime-node`. */
export interface ModelRuntime {
  /** @param onnx - the bytes of a model file. */
  load(onnx: Uint8Array<ArrayBuffer>): Promise<RunningModel>;
}

/** A model with one input and one output. */
export interface RunningModel {
  /** @returns all numbers of the answer: one probability for each class in the model's order, or the number it foretells. */
  run(input: ModelInput): Promise<ArrayLike<number>>;
}
