import * as z from "zod";

const Pair = z.tuple([z.int(), z.int()]);
const Inbound = z.array(z.array(z.tuple([z.string()]).rest(z.unknown())));

/** What a Keras layer is called and which layers it reads. */
const layer = <Class extends string, Config extends z.core.$ZodLooseShape>(name: Class, config: Config) =>
  z.object({
    class_name: z.literal(name),
    name: z.string(),
    config: z.object(config),
    inbound_nodes: Inbound.transform((nodes) => (nodes[0] ?? []).map(([from]) => from)),
  });

const convolution = { kernel_size: Pair, strides: Pair, padding: z.enum(["same", "valid"]) };

/** The layers of a MobileNetV2 up to its last activation. */
export const KerasLayer = z.discriminatedUnion("class_name", [
  layer("InputLayer", {}),
  layer("ZeroPadding2D", { padding: z.tuple([Pair, Pair]) }),
  layer("Conv2D", { ...convolution, use_bias: z.literal(false) }),
  layer("DepthwiseConv2D", { ...convolution, use_bias: z.literal(false) }),
  layer("BatchNormalization", { epsilon: z.number() }),
  layer("ReLU", { max_value: z.literal(6) }),
  layer("Add", {}),
]);
export type KerasLayer = z.infer<typeof KerasLayer>;

const Topology = z.object({
  modelTopology: z.object({ model_config: z.object({ config: z.object({ layers: z.array(z.unknown()) }) }) }),
  weightsManifest: z.tuple([
    z.object({
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.int().positive()),
          quantization: z.object({ min: z.number(), scale: z.number(), dtype: z.literal("uint8") }),
        }),
      ),
    }),
  ]),
});

export interface KerasTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface KerasModel {
  /** In an order in which each layer comes after those that it reads. */
  readonly layers: readonly KerasLayer[];
  /** By layer and name: `Conv1/kernel`. */
  readonly weights: ReadonlyMap<string, KerasTensor>;
}

const named = z.object({ name: z.string() });

/**
 * Reads a model of tensorflow.js whose weights are quantised to bytes.
 *
 * @param lastLayer - what comes after it is left out.
 * @throws Error when the model is another one than this was written for.
 */
export function readKerasModel(topology: unknown, bytes: Uint8Array, lastLayer: string): KerasModel {
  const { modelTopology, weightsManifest } = Topology.parse(topology);
  const all = modelTopology.model_config.config.layers;
  const end = all.findIndex((one) => named.parse(one).name === lastLayer);
  if (end < 0) throw new Error(`the model has no layer ${lastLayer}`);
  const layers = all.slice(0, end + 1).map((one) => KerasLayer.parse(one));
  const weights = new Map<string, KerasTensor>();
  let at = 0;
  for (const { name, shape, quantization } of weightsManifest[0].weights) {
    const length = shape.reduce((product, size) => product * size, 1);
    const { min, scale } = quantization;
    if (at + length > bytes.length) throw new Error(`the weights end in the middle of ${name}`);
    const values = new Float32Array(length);
    for (let index = 0; index < length; index += 1) values[index] = (bytes[at + index] as number) * scale + min;
    weights.set(name, { shape, values });
    at += length;
  }
  return { layers, weights };
}
