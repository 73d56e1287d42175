import { TrainerSample } from "@flash/schemas";
import { InferenceSession, Tensor } from "onnxruntime-web";
import { expect } from "vitest";
import type { JobFolder } from "./job-folder.test-support.ts";

/** The exported model gives the sample's outputs for the sample's inputs, all of them. @returns the model, loaded. */
export async function expectSampleToHold(folder: JobFolder): Promise<InferenceSession> {
  const { inputs, outputs, tolerance } = TrainerSample.parse(folder.json("out/sample.json"));
  const session = await InferenceSession.create(folder.read("out/model.onnx"));
  const feeds = Object.entries(inputs).map(([name, { type, dims, data }]) => [
    name,
    type === "int64"
      ? new Tensor("int64", BigInt64Array.from(data, BigInt), dims)
      : new Tensor("float32", Float32Array.from(data), dims),
  ]);
  const given = await session.run(Object.fromEntries(feeds));
  expect(Object.keys(outputs)).not.toEqual([]);
  for (const [name, { dims, data }] of Object.entries(outputs)) {
    expect(given[name]?.dims, name).toEqual(dims);
    const values = [...(given[name]?.data ?? [])].map(Number);
    const differences = values.map((value, at) => Math.abs(value - (data[at] ?? Number.NaN)));
    expect(differences, name).toHaveLength(data.length);
    expect(Math.max(...differences), name).toBeLessThan(tolerance);
  }
  return session;
}
