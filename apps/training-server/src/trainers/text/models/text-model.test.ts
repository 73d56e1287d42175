import { describe, expect, test } from "vitest";
import { gradientLength } from "../../learning/parameter.ts";
import type { Parameter } from "../../learning/parameter.ts";
import { seededRandom } from "../../learning/random.ts";
import type { TextModelName } from "./text-model.ts";
import { textModel } from "./text-model.ts";

const MODELS: readonly TextModelName[] = ["gru", "lstm", "fasttext"];
const TEXTS = [[2, 5, 2], [7], [3, 4, 5, 6, 2, 2], [5, 1]].map((ids) => Int32Array.from(ids));
const LABELS = [0, 2, 1, 1];

const smallModel = (model: TextModelName, floats: Float64ArrayConstructor | Float32ArrayConstructor = Float64Array) =>
  textModel({ floats, random: seededRandom(3) }, { model, vocabulary: 9, classes: 3, embedding: 5, hidden: 6 });

/** The gradient as learn() left it, spread over the whole parameter. */
function denseGradient(one: Parameter): number[] {
  const gradient = Array.from(one.gradient.slice(0, gradientLength(one)));
  if (one.touched === undefined) return gradient;
  const width = one.shape[1] ?? 1;
  const dense = Array.from(one.values, () => 0);
  for (let index = 0; index < one.touched.count; index += 1) {
    for (let at = 0; at < width; at += 1) {
      dense[(one.touched.rows[index] ?? 0) * width + at] = gradient[index * width + at] ?? 0;
    }
  }
  return dense;
}

describe.each(MODELS)("%s", (name) => {
  test("has the gradients that central differences find, for every weight", () => {
    const model = smallModel(name);
    const meanLoss = () => model.learn(TEXTS, LABELS).loss / TEXTS.length;
    meanLoss();
    const analytic = model.parameters.map(denseGradient);
    const step = 1e-5;
    for (const [index, { name: parameterName, values }] of model.parameters.entries()) {
      for (let at = 0; at < values.length; at += 1) {
        const kept = values[at] ?? 0;
        values[at] = kept + step;
        const above = meanLoss();
        values[at] = kept - step;
        const below = meanLoss();
        values[at] = kept;
        expect(analytic[index]?.[at], `${parameterName}[${at}]`).toBeCloseTo((above - below) / (2 * step), 8);
      }
    }
  });

  test("predicts for each text what it predicts for it alone, whatever else is in the batch", () => {
    const model = smallModel(name);
    const together = Array.from(model.predict(TEXTS));
    const alone = TEXTS.flatMap((text) => Array.from(model.predict([text])).slice(0, 3));
    expect(together).toHaveLength(12);
    for (const [index, value] of together.entries()) expect(alone[index]).toBeCloseTo(value, 12);
  });

  test("gives no gradient to tokens that the batch does not have", () => {
    const model = smallModel(name);
    model.learn(TEXTS, LABELS);
    const rows = model.parameters[0]?.touched;
    expect(Array.from(rows?.rows.slice(0, rows.count) ?? []).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test("works on the same numbers after a larger batch as before it", () => {
    const model = smallModel(name, Float32Array);
    const before = Array.from(model.predict(TEXTS.slice(0, 2)).slice(0, 6));
    model.predict([...TEXTS, ...TEXTS, ...TEXTS]);
    expect(Array.from(model.predict(TEXTS.slice(0, 2)).slice(0, 6))).toEqual(before);
  });
});
