import { Training } from "@flash/schemas";
import { expect, test } from "vitest";
import { World } from "../../test/world.ts";

const world = new World();
const listed = await world.as("ann").taskTypes.list();

test("every task type that train takes is listed, with its title and its limit", () => {
  const trainable = Training.options.map(({ shape }) => shape.taskType.value);
  expect(listed.map(({ name }) => name).toSorted()).toEqual(trainable.toSorted());
  expect(listed[0]).toMatchObject({ title: "Text classification", maxDatasetBytes: 5 * 1024 ** 3 });
});

test("hyperparameters come as what a form needs: titles, ranges, choices, defaults", () => {
  const text = listed.find(({ name }) => name === "text-classification");
  expect(text?.hyperparameters.type).toBe("object");
  expect(text?.hyperparameters.properties).toMatchObject({
    model: { title: "Model", enum: ["lstm", "gru", "fasttext"], default: "lstm" },
    epochs: { title: "Epochs", type: "integer", minimum: 1, maximum: 100, default: 5 },
    stepLr: {
      default: null,
      anyOf: [{ type: "object", properties: { stepSize: { type: "integer", minimum: 1 } } }, { type: "null" }],
    },
  });
  // Its default depends on the optimizer: left out is the way to have it.
  expect(text?.hyperparameters.properties?.["learningRate"]).not.toHaveProperty("default");
  expect(text?.hyperparameters.required).toBeUndefined();
});

test("dataset rules come as the validator takes them", () => {
  expect(listed[0]?.dataset).toMatchObject({ kind: "text", minRows: 10, maxRows: 1_000_000 });
});

test("the answer is JSON: it arrives as it was", () => {
  expect(JSON.parse(JSON.stringify(listed))).toEqual(listed);
});

test("it costs no call to the bucket", () => {
  expect(world.store.calls).toEqual([]);
});
