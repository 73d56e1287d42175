import type { WireTaskType } from "@flash/sdk";
import { expect, test } from "vitest";
import { fieldsOf } from "./fields.ts";
import { faultsIn, hyperparametersOf, initialValues, type Values, valuesFrom } from "./values.ts";

const SCHEMA: WireTaskType["hyperparameters"] = {
  type: "object",
  properties: {
    model: { title: "Model", description: "Which.", type: "string", enum: ["lstm", "gru"], default: "gru" },
    batchSize: { title: "Batch size", unit: "rows", type: "integer", minimum: 1, maximum: 512, default: 32 },
    learningRate: { title: "Learning rate", type: "number", minimum: 0.00001, maximum: 2 },
    stepLr: {
      title: "Step learning rate",
      default: null,
      anyOf: [
        { type: "object", properties: { gamma: { type: "number", minimum: 0.01, maximum: 0.9, default: 0.1 } } },
        { type: "null" },
      ],
    },
  },
};
const fields = fieldsOf(SCHEMA);
const untouched = initialValues(fields);
const faults = (change: Values): Record<string, string> =>
  Object.fromEntries(faultsIn(fields, { ...untouched, ...change }));

test("each field of a schema becomes a control with its range, unit and default", () => {
  expect(fields).toEqual([
    { kind: "choice", name: "model", title: "Model", help: "Which.", options: ["lstm", "gru"], initial: "gru" },
    {
      kind: "number",
      name: "batchSize",
      title: "Batch size",
      help: "",
      isWhole: true,
      min: 1,
      max: 512,
      unit: "rows",
      initial: 32,
    },
    expect.objectContaining({ kind: "number", name: "learningRate", isWhole: false, initial: null }),
    expect.objectContaining({
      kind: "group",
      isOn: false,
      fields: [expect.objectContaining({ name: "gamma", title: "Gamma" })],
    }),
  ]);
});

test("a form that nobody has touched sends the defaults, and leaves out what the platform chooses", () => {
  expect(hyperparametersOf(fields, untouched)).toEqual({ model: "gru", batchSize: 32, stepLr: null });
});

test("numbers are sent as numbers, and a group with all of its fields", () => {
  const values = { ...untouched, batchSize: "64", learningRate: "0.01", stepLr: { gamma: "0.5" } };
  expect(hyperparametersOf(fields, values)).toEqual({
    model: "gru",
    batchSize: 64,
    learningRate: 0.01,
    stepLr: { gamma: 0.5 },
  });
});

test("a value that cannot be sent is named with its range", () => {
  expect(faults({})).toEqual({});
  expect(faults({ batchSize: "0" })).toEqual({ batchSize: "Between 1 and 512." });
  expect(faults({ batchSize: "1.5" })).toEqual({ batchSize: "A whole number is needed here." });
  expect(faults({ batchSize: "" })).toEqual({ batchSize: "Between 1 and 512." });
  expect(faults({ learningRate: "much" })).toEqual({ learningRate: "A number is needed here." });
  expect(faults({ stepLr: { gamma: "1" } })).toEqual({ "stepLr.gamma": "Between 0.01 and 0.9." });
});

test("what was filled in comes back as it was; what does not fit these fields any more is as nobody has touched it", () => {
  const filledIn = { ...untouched, batchSize: "6", stepLr: { gamma: "0.5" } };
  expect(valuesFrom(fields, JSON.parse(JSON.stringify(filledIn)))).toEqual(filledIn);
  const ofAnotherVersion = { model: "transformer", batchSize: 64, stepLr: { steps: 3 }, gone: true };
  expect(valuesFrom(fields, ofAnotherVersion)).toEqual({
    ...untouched,
    stepLr: { gamma: expect.any(String) as string },
  });
  expect(valuesFrom(fields, null)).toEqual(untouched);
});
