/** From a picture to what a model takes: the same code in the trainer and in whoever uses the model. No library, for pages as well. */

/** What of a model's preprocess.json decides about the pixels that it is given. */
export interface ImageInput {
  /** Height and width in pixels; the picture is stretched to it. */
  readonly size: number;
  /** What shows through transparent pixels, 0 to 255. */
  readonly background: number;
  /** (channel value, 0 to 255, · `scale` - `mean`) ÷ `deviation`, for red, green and blue. */
  readonly scale: number;
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** A decoded picture, upright: rows of pixels of 3 bytes (RGB) or 4 (RGBA), as a canvas gives them. */
export interface Pixels {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** The model's input for one picture: 3 · size · size numbers. The trainer and whoever uses the model run this very code. */
export function imageTensor(pixels: Pixels, preprocess: ImageInput): Float32Array<ArrayBuffer> {
  const { size, scale, mean, deviation } = preprocess;
  const columns = sources(pixels.width, size);
  const rows = sources(pixels.height, size);
  const tensor = new Float32Array(3 * size * size);
  const narrow = new Float32Array(pixels.height * size);
  for (const channel of [0, 1, 2]) {
    const values = channelOf(pixels, channel, preprocess.background);
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

/** Red, green or blue alone, since a large picture's take as much room as all of its bytes; transparent pixels laid over the background. */
function channelOf({ data, width, height, channels }: Pixels, channel: number, background: number): Float32Array {
  const values = new Float32Array(width * height);
  for (let pixel = 0; pixel < values.length; pixel += 1) {
    const value = data[pixel * channels + channel] as number;
    const alpha = channels === 4 ? (data[pixel * 4 + 3] as number) / 255 : 1;
    values[pixel] = value * alpha + background * (1 - alpha);
  }
  return values;
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
