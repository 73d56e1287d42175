import * as z from "zod";
import { describe, expect, test } from "vitest";
import { DatasetRules } from "../dataset-rules.ts";
import { TASK_TYPES, Training } from "./registry.ts";
import { TaskType } from "./task-type.ts";

describe.each(TaskType.options)("%s", (taskType) => {
  const definition = TASK_TYPES[taskType];

  test("carries its own name, and rules that are complete", () => {
    expect(definition.name).toBe(taskType);
    expect(DatasetRules.parse(definition.dataset)).toEqual(definition.dataset);
  });

  test("can be trained without choosing anything, and everything is chosen then", () => {
    const { hyperparameters } = Training.parse({ taskType });
    expect(Object.keys(hyperparameters)).toEqual(Object.keys(definition.hyperparameters.shape));
    expect(hyperparameters.learningRate).toBeGreaterThan(0);
  });

  test("tells a form title and help of every hyperparameter, of the parts of those that have some too, and what a batch counts", () => {
    const { properties = {} } = z.toJSONSchema(definition.hyperparameters, { io: "input" });
    expect(Object.keys(properties)).toEqual(Object.keys(definition.hyperparameters.shape));
    const fields = withParts(properties);
    expect(fields.map(([name]) => name)).toEqual(expect.arrayContaining(["stepSize", "patience", "minLr"]));
    for (const [name, { title, description }] of fields)
      expect([title, description], name).toEqual([
        expect.stringMatching(/^[A-Z]/u),
        expect.stringMatching(/^[A-Z].*\.$/u),
      ]);
    expect(properties["batchSize"]).toMatchObject({ unit: expect.stringMatching(/^(?:rows|pictures)$/u) });
  });
});

type JsonSchema = Exclude<NonNullable<z.core.JSONSchema.JSONSchema["properties"]>[string], boolean>;

/** Fields and those inside of them, by their names. */
const withParts = (properties: z.core.JSONSchema.JSONSchema["properties"] = {}): [string, JsonSchema][] =>
  Object.entries(properties).flatMap(([name, field]) => {
    if (typeof field === "boolean") throw new Error(`${name} has no schema`);
    const parts = (field.anyOf ?? []).flatMap((part) => (typeof part === "boolean" ? [] : withParts(part.properties)));
    return [[name, field], ...parts];
  });

test("a hyperparameter of one task type is refused by another", () => {
  const given = { taskType: "image-classification", hyperparameters: { model: "lstm" } };
  expect(Training.safeParse(given).success).toBe(false);
  expect(Training.safeParse({ ...given, hyperparameters: { maxDepth: 3 } }).success).toBe(false);
});

test("the learning rate's default follows the model and the optimizer", () => {
  const rateOf = (hyperparameters: object) =>
    TASK_TYPES["tabular-regression"].hyperparameters.parse(hyperparameters).learningRate;
  expect(rateOf({})).toBe(0.1);
  expect(rateOf({ model: "mlp" })).toBe(0.005);
  expect(rateOf({ model: "mlp", optimizer: "sgd" })).toBe(0.05);
  expect(rateOf({ model: "mlp", learningRate: 0.3 })).toBe(0.3);
});
