import * as z from "zod";
import { expect, test } from "vitest";
import { Training } from "./registry.ts";
import { textClassification } from "./text-classification.ts";

const { hyperparameters } = textClassification;

test("the learning rate's default is the optimizer's", () => {
  expect(hyperparameters.parse({})).toMatchObject({ optimizer: "adam", learningRate: 0.001 });
  expect(hyperparameters.parse({ optimizer: "sgd" })).toMatchObject({ learningRate: 0.2 });
  expect(Training.parse({ taskType: "text-classification" }).hyperparameters).toMatchObject({ learningRate: 0.001 });
});

test("a learning rate that was chosen stands, and none at all is no choice", () => {
  expect(hyperparameters.safeParse({ learningRate: 0 }).success).toBe(false);
  expect(hyperparameters.parse({ optimizer: "sgd", learningRate: 0.001 })).toMatchObject({ learningRate: 0.001 });
});

test("every hyperparameter is known to a form by title and range", () => {
  const { properties = {} } = z.toJSONSchema(hyperparameters, { io: "input" });
  expect(Object.keys(properties)).toEqual(Object.keys(hyperparameters.shape));
  expect(Object.values(properties).every((field) => typeof field === "object" && field.title !== undefined)).toBe(true);
  expect(properties["learningRate"]).toMatchObject({ type: "number", minimum: 0.00001, maximum: 2 });
});
