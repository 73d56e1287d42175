import { expect, test } from "vitest";
import type { TrainedModel } from "../model/model.ts";
import { imageClassifier, type ModelInput, type ModelRuntime, tablePredictor, textClassifier } from "../try.ts";

/** A job's model with these files, and what was downloaded of it. */
function modelWith(files: Readonly<Record<string, unknown>>): TrainedModel & { readonly downloads: string[] } {
  const downloads: string[] = [];
  return {
    downloads,
    download: () => Promise.reject(new Error("nobody lists them")),
    async downloadArtifact(path) {
      downloads.push(path);
      const content = files[path];
      return new TextEncoder().encode(path.endsWith(".json") ? JSON.stringify(content) : "onnx");
    },
  };
}

/** Answers every question alike. */
function runtimeOf(...answers: number[]): ModelRuntime & { readonly asked: ModelInput[] } {
  const asked: ModelInput[] = [];
  return {
    asked,
    load: async () => ({
      async run(input) {
        asked.push(input);
        return answers;
      },
    }),
  };
}

const TEXT = { version: 1, max_tokens: 8, features: { kind: "vocabulary", tokens: ["prize", "win"] } };
const IMAGE = {
  version: 1,
  size: 2,
  resize: "triangle",
  channels: "RGB",
  background: 0,
  scale: 1,
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
};
const TABLE = {
  version: 1,
  target: "price",
  columns: [
    { name: "size", kind: "number", mean: 10, deviation: 2, median: 9, mayMiss: true },
    { name: "id", kind: "ignored" },
    { name: "colour", kind: "category", categories: ["red", "blue"] },
  ],
};

test("a text becomes token ids, and the answer classes with the likeliest first", async () => {
  const runtime = runtimeOf(0.1, 0.9);
  const model = modelWith({ "labels.json": ["ham", "spam"], "preprocess.json": TEXT });
  const classify = await textClassifier(model, runtime);
  expect(await classify("Win a prize")).toEqual([
    { label: "spam", share: 0.9 },
    { label: "ham", share: 0.1 },
  ]);
  expect(runtime.asked).toEqual([{ data: BigInt64Array.of(3n, 1n, 2n), dims: [1, 3] }]);
});

test("a picture becomes numbers, channel after channel", async () => {
  const runtime = runtimeOf(0.7, 0.3);
  const classify = await imageClassifier(modelWith({ "labels.json": ["a", "b"], "preprocess.json": IMAGE }), runtime);
  const [best] = await classify({ data: Uint8Array.of(255, 0, 51), width: 1, height: 1, channels: 3 });
  expect(best).toEqual({ label: "a", share: 0.7 });
  expect(runtime.asked[0]?.dims).toEqual([1, 3, 2, 2]);
  expect([...(runtime.asked[0]?.data ?? [])]).toEqual([255, 255, 255, 255, 0, 0, 0, 0, 51, 51, 51, 51]);
});

test("a row becomes features; the answer is a number in the target's unit, or classes", async () => {
  const runtime = runtimeOf(0.25, 0.75);
  const number = await tablePredictor(modelWith({ "labels.json": [], "preprocess.json": TABLE }), runtime);
  expect(number).toMatchObject({ target: "price", columns: TABLE.columns });
  expect(await number.predict({ size: "14", colour: "blue" })).toEqual({ kind: "number", value: 0.25 });
  expect([...(runtime.asked[0]?.data ?? [])]).toEqual([2, 0, 0, 1]);
  const classes = await tablePredictor(modelWith({ "labels.json": ["x", "y"], "preprocess.json": TABLE }), runtime);
  expect(await classes.predict({})).toEqual({
    kind: "classes",
    classes: [
      { label: "y", share: 0.75 },
      { label: "x", share: 0.25 },
    ],
  });
  expect([...(runtime.asked[1]?.data ?? [])]).toEqual([-0.5, 1, 0, 0]);
});

test("the model itself is downloaded with the first question, once", async () => {
  const model = modelWith({ "labels.json": [], "preprocess.json": TABLE });
  const { predict } = await tablePredictor(model, runtimeOf(1));
  expect(model.downloads).toEqual(["labels.json", "preprocess.json"]);
  await predict({});
  await predict({});
  expect(model.downloads).toEqual(["labels.json", "preprocess.json", "model.onnx"]);
});

test("a model that could not be loaded is loaded anew with the next question", async () => {
  let loads = 0;
  const runtime = runtimeOf(1);
  const moody: ModelRuntime = {
    load: (onnx) => ((loads += 1) === 1 ? Promise.reject(new Error("out of memory")) : runtime.load(onnx)),
  };
  const { predict } = await tablePredictor(modelWith({ "labels.json": [], "preprocess.json": TABLE }), moody);
  await expect(predict({})).rejects.toThrow("out of memory");
  expect(await predict({})).toEqual({ kind: "number", value: 1 });
});

test.each([
  ["an image model", textClassifier, IMAGE],
  ["a text model of another version", textClassifier, { ...TEXT, version: 2 }],
  ["a table's model", imageClassifier, TABLE],
  ["a picture that is resized in another way", imageClassifier, { ...IMAGE, resize: "lanczos" }],
  ["a column of another kind", tablePredictor, { ...TABLE, columns: [{ name: "day", kind: "date" }] }],
  ["somebody's own file", tablePredictor, ["anything"]],
])("%s is refused before it is downloaded", async (_, make, preprocess) => {
  const model = modelWith({ "labels.json": ["a"], "preprocess.json": preprocess });
  await expect(make(model, runtimeOf(1))).rejects.toMatchObject({ name: "FlashError", code: "unexpected_answer" });
  expect(model.downloads).not.toContain("model.onnx");
});
