import * as ort from "onnxruntime-web";
import { beforeAll, describe, expect, test } from "vitest";
import { encodeOnnx } from "../../onnx/model.ts";
import { seededRandom } from "../learning/random.ts";
import { largestIndex } from "../learning/softmax.ts";
import { textModel } from "./models/text-model.ts";
import { textOnnxModel } from "./onnx-graph.ts";

const CLASSES = 4;
const VOCABULARY = 50;
const random = seededRandom(11);
const texts = [1, 40, 7, 23, 2, 40].map((length) =>
  Int32Array.from({ length }, () => 1 + random.below(VOCABULARY - 1)),
);

/** As a client does it: shorter texts are filled up with zeros. */
function padded(batch: readonly Int32Array[]): ort.Tensor {
  const width = Math.max(...batch.map((text) => text.length));
  const ids = new BigInt64Array(batch.length * width);
  for (const [row, text] of batch.entries()) for (const [at, id] of text.entries()) ids[row * width + at] = BigInt(id);
  return new ort.Tensor("int64", ids, [batch.length, width]);
}

async function probabilities(session: ort.InferenceSession, batch: readonly Int32Array[]): Promise<Float32Array> {
  const { probabilities: output } = await session.run({ ids: padded(batch) });
  if (!(output?.data instanceof Float32Array)) throw new Error("no probabilities");
  return output.data;
}

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
});

describe.each(["gru", "lstm", "fasttext"] as const)("the ONNX file of %s", (name) => {
  const init = { floats: Float32Array, random: seededRandom(5) };
  const model = textModel(init, { model: name, vocabulary: VOCABULARY, classes: CLASSES, embedding: 8, hidden: 12 });
  // Biases begin at zero, where a wrong place in the file would not show.
  for (const { values } of model.parameters)
    for (const at of values.keys()) values[at] = (values[at] ?? 0) + random.next() - 0.5;
  const bytes = encodeOnnx(textOnnxModel(model, { classes: '["a","b","c","d"]' }));
  let session: ort.InferenceSession;
  beforeAll(async () => {
    session = await ort.InferenceSession.create(bytes);
  });

  test("predicts what the trainer predicts, for texts of different lengths in one batch", async () => {
    const expected = model.predict(texts).slice(0, texts.length * CLASSES);
    const actual = await probabilities(session, texts);
    expect(actual).toHaveLength(expected.length);
    for (const [at, value] of actual.entries()) expect(Math.abs(value - (expected[at] ?? NaN))).toBeLessThan(1e-5);
    const classesOf = (values: ArrayLike<number>) =>
      texts.map((_, row) => largestIndex(Float32Array.from(values), row * CLASSES, CLASSES));
    expect(classesOf(actual)).toEqual(classesOf(expected));
    // Otherwise equal answers would prove nothing.
    expect(new Set(Array.from(expected, (value) => value.toFixed(3))).size).toBeGreaterThan(CLASSES);
  });

  test("gives one text the same answer alone as in a batch", async () => {
    const together = await probabilities(session, texts);
    const alone = await probabilities(session, texts.slice(2, 3));
    for (const [at, value] of alone.entries()) expect(value).toBeCloseTo(together[2 * CLASSES + at] ?? NaN, 6);
  });

  test("answers a row of nothing but padding with numbers", async () => {
    const answer = await probabilities(session, [Int32Array.of(0, 0, 0)]);
    expect(answer.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  });

  test("carries its metadata", () => {
    expect(Buffer.from(bytes).includes('["a","b","c","d"]')).toBe(true);
  });
});
