import { InferenceSession, Tensor } from "onnxruntime-web";
import { expect, test } from "vitest";
import { encodeOnnx } from "../../onnx/model.ts";
import { seededRandom } from "../learning/random.ts";
import { backboneGraph, FEATURE_COUNT, PIXELS } from "./backbone-graph.ts";
import { readMobileNet } from "./backbone.ts";
import type { KerasLayer, KerasModel, KerasTensor } from "./keras-model.ts";

/** A picture as Keras has it: row by row, pixel by pixel, channel by channel. */
interface Field {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float64Array;
}

/** What Keras says that a layer does, word for word: nothing is folded, reordered or skipped. */
function layerOutput(layer: KerasLayer, inputs: readonly Field[], tensor: (part: string) => KerasTensor): Field {
  const [input] = inputs;
  if (input === undefined) throw new Error("a layer needs an input");
  const { height, width, channels, values } = input;
  switch (layer.class_name) {
    case "InputLayer":
      return input;
    case "Add":
      return { ...input, values: values.map((value, at) => value + (inputs[1]?.values[at] ?? 0)) };
    case "ReLU":
      return { ...input, values: values.map((value) => Math.min(6, Math.max(0, value))) };
    case "BatchNormalization": {
      const [gamma, beta, mean, variance] = ["gamma", "beta", "moving_mean", "moving_variance"].map(
        (part) => tensor(part).values,
      );
      const normal = values.map((value, at) => {
        const channel = at % channels;
        const scaled = (value - (mean?.[channel] ?? 0)) / Math.sqrt((variance?.[channel] ?? 0) + layer.config.epsilon);
        return scaled * (gamma?.[channel] ?? 0) + (beta?.[channel] ?? 0);
      });
      return { ...input, values: normal };
    }
    case "ZeroPadding2D": {
      const [[top, bottom], [left, right]] = layer.config.padding;
      const padded = { height: height + top + bottom, width: width + left + right, channels };
      return fieldOf(padded, (row, column, channel) => at(input, row - top, column - left, channel));
    }
    case "Conv2D":
    case "DepthwiseConv2D": {
      const isDepthwise = layer.class_name === "DepthwiseConv2D";
      const { shape, values: kernel } = tensor(isDepthwise ? "depthwise_kernel" : "kernel");
      const [tall = 1, wide = 1, third = 1, fourth = 1] = shape;
      const [step] = layer.config.strides;
      const before = layer.config.padding === "same" ? Math.floor(tall / 2) : 0;
      const sizeOf = (size: number) => Math.floor((size + 2 * before - tall) / step) + 1;
      const size = { height: sizeOf(height), width: sizeOf(width), channels: isDepthwise ? third : fourth };
      return fieldOf(size, (row, column, output) => {
        let sum = 0;
        for (let y = 0; y < tall; y += 1)
          for (let x = 0; x < wide; x += 1) {
            const place = [row * step + y - before, column * step + x - before] as const;
            if (isDepthwise) sum += at(input, ...place, output) * (kernel[(y * wide + x) * third + output] ?? 0);
            else
              for (let channel = 0; channel < third; channel += 1)
                sum +=
                  at(input, ...place, channel) * (kernel[((y * wide + x) * third + channel) * fourth + output] ?? 0);
          }
        return sum;
      });
    }
  }
}

const at = ({ height, width, channels, values }: Field, row: number, column: number, channel: number): number =>
  row < 0 || column < 0 || row >= height || column >= width
    ? 0
    : (values[(row * width + column) * channels + channel] ?? 0);

function fieldOf(size: Omit<Field, "values">, value: (row: number, column: number, channel: number) => number): Field {
  const { height, width, channels } = size;
  const values = new Float64Array(height * width * channels);
  let index = 0;
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1)
      for (let channel = 0; channel < channels; channel += 1) {
        values[index] = value(row, column, channel);
        index += 1;
      }
  return { ...size, values };
}

function kerasOutputs({ layers, weights }: KerasModel, picture: Field, last: string): Map<string, Field> {
  const outputs = new Map<string, Field>();
  for (const layer of layers) {
    const inputs = layer.inbound_nodes.flatMap((name) => outputs.get(name) ?? []);
    const tensor = (part: string): KerasTensor => {
      const found = weights.get(`${layer.name}/${part}`);
      if (found === undefined) throw new Error(`no ${part} of ${layer.name}`);
      return found;
    };
    outputs.set(layer.name, layerOutput(layer, layer.class_name === "InputLayer" ? [picture] : inputs, tensor));
    if (layer.name === last) break;
  }
  return outputs;
}

/** With a stride, a padding of its own, depthwise layers and a sum behind it. */
const LAST = "block_2_add";
const SIDE = 24;

test(
  "the folded network gives what Keras's layers give, one by one, on a picture of noise",
  { timeout: 60_000 },
  async () => {
    const model = await readMobileNet();
    const random = seededRandom(11);
    const picture = fieldOf({ height: SIDE, width: SIDE, channels: 3 }, () => random.next());
    const expected = kerasOutputs(model, picture, LAST);
    const { nodes, initializers } = backboneGraph(model);
    const end = nodes.findIndex(({ outputs }) => outputs[0] === LAST);
    const names = ["Conv1_relu", "block_1_depthwise_relu", LAST];
    const kept = nodes.slice(0, end + 1);
    const used = new Set(kept.flatMap(({ inputs }) => inputs));
    const session = await InferenceSession.create(
      encodeOnnx({
        name: "part",
        nodes: kept,
        initializers: initializers.filter(({ name }) => used.has(name)),
        inputs: [{ name: PIXELS, type: "float32", dims: [1, 3, SIDE, SIDE] }],
        outputs: names.map((name) => ({ name, type: "float32", dims: ["n", "c", "h", "w"] })),
        metadata: {},
      }),
    );
    const planes = fieldOf({ height: 3, width: SIDE, channels: SIDE }, (channel, row, column) =>
      at(picture, row, column, channel),
    );
    const output = await session.run({
      [PIXELS]: new Tensor("float32", Float32Array.from(planes.values), [1, 3, SIDE, SIDE]),
    });
    for (const name of names) {
      const field = expected.get(name);
      if (field === undefined) throw new Error(`Keras has no ${name}`);
      const { height, width, channels } = field;
      expect(output[name]?.dims).toEqual([1, channels, height, width]);
      const ours = output[name]?.data ?? [];
      let worst = 0;
      for (let channel = 0; channel < channels; channel += 1)
        for (let row = 0; row < height; row += 1)
          for (let column = 0; column < width; column += 1) {
            const mine = Number(ours[(channel * height + row) * width + column]);
            worst = Math.max(worst, Math.abs(mine - at(field, row, column, channel)));
          }
      expect(worst, name).toBeLessThan(1e-4);
      expect(Math.max(...field.values), `${name} is not all zero`).toBeGreaterThan(0.5);
    }
  },
);

test("the features are as many as a head is made for", () => {
  expect(FEATURE_COUNT).toBe(4 * 192 + 4 * 576 + 1_280);
});
