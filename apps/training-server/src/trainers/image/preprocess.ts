import * as z from "zod";

/** preprocess.json: how a picture becomes the model's input, float32 in the order [image, channel, row, column]. */
export const ImagePreprocess = z.object({
  version: z.literal(1),
  /** Height and width in pixels; the picture is stretched to it. */
  size: z.int().positive(),
  /** `triangle`: each pixel is a mean weighted by distance, over an area that grows with the reduction. */
  resize: z.literal("triangle"),
  channels: z.literal("RGB"),
  /** What shows through transparent pixels, 0 to 255. */
  background: z.int().min(0).max(255),
  /** (channel value, 0 to 255, · `scale` - `mean`) ÷ `deviation`, per channel. */
  scale: z.number(),
  mean: z.tuple([z.number(), z.number(), z.number()]),
  deviation: z.tuple([z.number(), z.number(), z.number()]),
});
export type ImagePreprocess = z.infer<typeof ImagePreprocess>;

/** A decoded picture, upright: rows of pixels of 3 bytes (RGB) or 4 (RGBA), as a canvas gives them. */
export interface Pixels {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** The model's input for one picture: 3 · size · size numbers. The trainer and whoever uses the model run this very code. */
export function imageTensor(pixels: Pixels, preprocess: ImagePreprocess): Float32Array {
  const { size, scale, mean, deviation } = preprocess;
  const opaque = channelsOf(pixels, preprocess.background);
  const columns = sources(pixels.width, size);
  const rows = sources(pixels.height, size);
  const tensor = new Float32Array(3 * size * size);
  const narrow = new Float32Array(pixels.height * size);
  for (const [channel, values] of opaque.entries()) {
    for (let row = 0; row < pixels.height; row += 1)
      for (let column = 0; column < size; column += 1)
        narrow[row * size + column] = weighted(values, columns[column], row * pixels.width, 1);
    const start = channel * size * size;
    for (let row = 0; row < size; row += 1)
      for (let column = 0; column < size; column += 1) {
        const value = weighted(narrow, rows[row], column, size) * scale;
        tensor[start + row * size + column] = (value - (mean[channel] ?? 0)) / (deviation[channel] ?? 1);
      }
  }
  return tensor;
}

/** One array for each of red, green and blue, transparent pixels laid over the background. */
function channelsOf({ data, width, height, channels }: Pixels, background: number): Float32Array[] {
  return [0, 1, 2].map((channel) => {
    const values = new Float32Array(width * height);
    for (let pixel = 0; pixel < values.length; pixel += 1) {
      const value = data[pixel * channels + channel] as number;
      const alpha = channels === 4 ? (data[pixel * 4 + 3] as number) / 255 : 1;
      values[pixel] = value * alpha + background * (1 - alpha);
    }
    return values;
  });
}

/** Which places a new place is a mean of, and with which weights. */
interface Source {
  readonly first: number;
  readonly weights: Float32Array;
}

/** A triangle over each new place, one old place wide when the picture grows, wider when it shrinks. */
function sources(from: number, to: number): Source[] {
  const ratio = from / to;
  const reach = Math.max(1, ratio);
  return Array.from({ length: to }, (_, place) => {
    const centre = (place + 0.5) * ratio;
    const first = Math.max(0, Math.floor(centre - reach));
    const end = Math.min(from, Math.ceil(centre + reach));
    const raw = Array.from({ length: end - first }, (__, at) =>
      Math.max(0, 1 - Math.abs((first + at + 0.5 - centre) / reach)),
    );
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return { first, weights: Float32Array.from(raw, (weight) => weight / sum) };
  });
}

function weighted(values: Float32Array, source: Source | undefined, start: number, step: number): number {
  if (source === undefined) return 0;
  const { first, weights } = source;
  let sum = 0;
  for (let at = 0; at < weights.length; at += 1)
    sum += (weights[at] as number) * (values[start + (first + at) * step] as number);
  return sum;
}
