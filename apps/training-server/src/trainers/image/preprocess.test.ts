import { expect, test } from "vitest";
import { ImagePreprocess, imageTensor } from "./preprocess.ts";

const preprocess = (size: number) =>
  ImagePreprocess.parse({
    version: 1,
    size,
    resize: "triangle",
    channels: "RGB",
    background: 255,
    scale: 1 / 255,
    mean: [0, 0, 0],
    deviation: [1, 1, 1],
  });
const rgb = (width: number, height: number, data: readonly number[]) =>
  ({ data: Uint8Array.from(data), width, height, channels: 3 }) as const;
const rounded = (values: Float32Array) => Array.from(values, (value) => Math.round(value * 1e4) / 1e4);

test("a picture of the right size keeps its pixels, channel after channel", () => {
  const pixels = rgb(2, 2, [255, 0, 51, 0, 255, 51, 51, 51, 51, 0, 0, 0]);
  expect(rounded(imageTensor(pixels, preprocess(2)))).toEqual([1, 0, 0.2, 0, 0, 1, 0.2, 0, 0.2, 0.2, 0.2, 0]);
});

test("a plain colour stays one, larger and smaller, whatever the picture's shape", () => {
  const plain = rgb(7, 3, Array.from({ length: 21 }, () => [102, 51, 255]).flat());
  for (const size of [2, 5, 16]) {
    const tensor = rounded(imageTensor(plain, preprocess(size)));
    expect(new Set(tensor.slice(0, size * size))).toEqual(new Set([0.4]));
    expect(new Set(tensor.slice(2 * size * size))).toEqual(new Set([1]));
  }
});

test("a smaller picture is a mean of all pixels: no row is skipped", () => {
  const stripes = rgb(1, 4, [255, 255, 255, 0, 0, 0, 255, 255, 255, 0, 0, 0]);
  expect(rounded(imageTensor(stripes, preprocess(1)))).toEqual([0.5, 0.5, 0.5]);
});

test("what is transparent shows the background", () => {
  const pixels = { data: Uint8ClampedArray.of(0, 0, 0, 0), width: 1, height: 1, channels: 4 } as const;
  expect([...imageTensor(pixels, preprocess(1))]).toEqual([1, 1, 1]);
});

test("mean and deviation are applied to each channel", () => {
  const how = { ...preprocess(1), mean: [0.5, 0, 1], deviation: [0.5, 1, 2] } as const;
  expect(rounded(imageTensor(rgb(1, 1, [255, 51, 255]), ImagePreprocess.parse(how)))).toEqual([1, 0.2, 0]);
});
