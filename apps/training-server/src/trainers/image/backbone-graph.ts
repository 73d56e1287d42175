import type { Attribute, OnnxNode, OnnxTensor } from "../../onnx/model.ts";
import type { KerasLayer, KerasModel, KerasTensor } from "./keras-model.ts";

/** Height and width of the pictures: five times as fast as the 224 that the weights were trained on, and hardly worse. */
export const PICTURE_SIZE = 96;

/**
 * Where features are taken, and into how many fields (each way) the picture is divided: each channel is averaged within a
 * field. The middle layers know strokes and textures that the last one has forgotten, and in quarters also where those are:
 * on samples/digits.zip that is worth three points of accuracy.
 */
const TAPS = [
  { layer: "block_6_expand_relu", channels: 192, side: PICTURE_SIZE / 8, fields: 2 },
  { layer: "block_13_expand_relu", channels: 576, side: PICTURE_SIZE / 16, fields: 2 },
  { layer: "out_relu", channels: 1_280, side: PICTURE_SIZE / 32, fields: 1 },
] as const;
export const LAST_LAYER = TAPS[2].layer;
/** 4,352. */
export const FEATURE_COUNT = TAPS.reduce((sum, { channels, fields }) => sum + channels * fields * fields, 0);

export const PIXELS = "pixels";
export const FEATURES = "features";

/** From `pixels` (float, [images, 3, PICTURE_SIZE, PICTURE_SIZE], 0 to 1) to `features` (float, [images, FEATURE_COUNT]). */
export interface BackboneGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
}

type LayerOf<Class extends KerasLayer["class_name"]> = Extract<KerasLayer, { class_name: Class }>;
type Convolution = LayerOf<"Conv2D"> | LayerOf<"DepthwiseConv2D">;

/** Batch normalisation is folded into the convolution before it: at inference both are one linear map. */
export function backboneGraph({ layers, weights }: KerasModel): BackboneGraph {
  const builder = new GraphBuilder(weights);
  for (const layer of layers) builder.add(layer);
  return builder.finish();
}

class GraphBuilder {
  readonly #weights: ReadonlyMap<string, KerasTensor>;
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: OnnxTensor[] = [
    { name: "zero", dims: [], data: Float32Array.of(0) },
    { name: "six", dims: [], data: Float32Array.of(6) },
  ];
  /** Which value of the graph stands for what a layer gives. */
  readonly #valueOf = new Map<string, string>();
  /** Below and to the right of what a layer gives, for the convolution that reads it. */
  readonly #paddingOf = new Map<string, readonly bigint[]>();
  /** Convolutions whose normalisation has not come yet. */
  readonly #open = new Map<string, Convolution>();

  constructor(weights: ReadonlyMap<string, KerasTensor>) {
    this.#weights = weights;
  }

  add(layer: KerasLayer): void {
    const [first = "", second = ""] = layer.inbound_nodes;
    switch (layer.class_name) {
      case "InputLayer":
        this.#valueOf.set(layer.name, PIXELS);
        return;
      case "ZeroPadding2D": {
        const [[top, bottom], [left, right]] = layer.config.padding;
        this.#paddingOf.set(layer.name, [top, left, bottom, right].map(BigInt));
        this.#valueOf.set(layer.name, this.#value(first));
        return;
      }
      case "Conv2D":
      case "DepthwiseConv2D":
        this.#open.set(layer.name, layer);
        return;
      case "BatchNormalization":
        this.#addConvolution(layer, first);
        return;
      case "ReLU":
        this.#node(layer.name, "Clip", [this.#value(first), "zero", "six"]);
        return;
      case "Add":
        this.#node(layer.name, "Add", [this.#value(first), this.#value(second)]);
    }
  }

  finish(): BackboneGraph {
    for (const { layer, side, fields } of TAPS) {
      const field = [BigInt(side / fields), BigInt(side / fields)];
      this.#node(`${layer}_pooled`, "AveragePool", [this.#value(layer)], { kernel_shape: field, strides: field });
      this.#node(`${layer}_flat`, "Flatten", [`${layer}_pooled`], { axis: 1n });
    }
    const flat = TAPS.map(({ layer }) => `${layer}_flat`);
    this.#node(FEATURES, "Concat", flat, { axis: 1n });
    return { nodes: this.#nodes, initializers: this.#initializers };
  }

  #addConvolution(normalisation: LayerOf<"BatchNormalization">, name: string): void {
    const convolution = this.#open.get(name);
    if (convolution === undefined) throw new Error(`${normalisation.name} follows no convolution`);
    const [input = ""] = convolution.inbound_nodes;
    const { kernel, bias } = this.#folded(convolution, normalisation);
    this.#initializers.push(kernel, bias);
    const [height, width] = convolution.config.kernel_size;
    const around = [Math.floor(height / 2), Math.floor(width / 2)].map(BigInt);
    const given = this.#paddingOf.get(input);
    const same = convolution.config.padding === "same" ? [...around, ...around] : [0n, 0n, 0n, 0n];
    this.#node(normalisation.name, "Conv", [this.#value(input), kernel.name, bias.name], {
      kernel_shape: convolution.config.kernel_size.map(BigInt),
      strides: convolution.config.strides.map(BigInt),
      pads: given ?? same,
      group: convolution.class_name === "DepthwiseConv2D" ? BigInt(bias.dims[0] ?? 1) : 1n,
    });
  }

  #folded(
    convolution: Convolution,
    { name, config }: LayerOf<"BatchNormalization">,
  ): { kernel: OnnxTensor; bias: OnnxTensor } {
    const [gamma, beta, mean, variance] = ["gamma", "beta", "moving_mean", "moving_variance"].map(
      (part) => this.#tensor(`${name}/${part}`).values,
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const scale = gamma.map((value, channel) => value / Math.sqrt((variance[channel] ?? 0) + config.epsilon));
    const bias = beta.map((value, channel) => value - (mean[channel] ?? 0) * (scale[channel] ?? 0));
    const { dims, data } = onnxKernel(convolution, (part) => this.#tensor(`${convolution.name}/${part}`));
    const perChannel = data.length / scale.length;
    return {
      kernel: {
        name: `${convolution.name}_kernel`,
        dims,
        data: data.map((value, index) => value * (scale[Math.floor(index / perChannel)] ?? 0)),
      },
      bias: { name: `${convolution.name}_bias`, dims: [bias.length], data: bias },
    };
  }

  #node(output: string, op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}) {
    this.#nodes.push({ op, inputs, outputs: [output], attributes });
    this.#valueOf.set(output, output);
  }

  #value(layer: string): string {
    const value = this.#valueOf.get(layer);
    if (value === undefined) throw new Error(`the layer ${layer} is read before it is there`);
    return value;
  }

  #tensor(name: string): KerasTensor {
    const tensor = this.#weights.get(name);
    if (tensor === undefined) throw new Error(`the model has no weights ${name}`);
    return tensor;
  }
}

/** Keras orders a kernel [height, width, in, out], ONNX [out, in, height, width]; depthwise, `in` and `out` are one. */
function onnxKernel(
  { class_name }: Convolution,
  tensor: (part: string) => KerasTensor,
): { dims: number[]; data: Float32Array } {
  const isDepthwise = class_name === "DepthwiseConv2D";
  const { shape, values } = tensor(isDepthwise ? "depthwise_kernel" : "kernel");
  const [height = 0, width = 0, third = 0, fourth = 0] = shape;
  const [outputs, inputs] = isDepthwise ? [third, fourth] : [fourth, third];
  const data = new Float32Array(values.length);
  let at = 0;
  for (let output = 0; output < outputs; output += 1)
    for (let input = 0; input < inputs; input += 1)
      for (let place = 0; place < height * width; place += 1) {
        const [outer, inner] = isDepthwise ? [output, input] : [input, output];
        data[at] = values[(place * third + outer) * fourth + inner] ?? 0;
        at += 1;
      }
  return { dims: [outputs, inputs, height, width], data };
}
