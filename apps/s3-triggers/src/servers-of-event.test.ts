import { expect, test } from "vitest";
import { serversOfEvent } from "./servers-of-event.ts";

const eventFor = (...keys: string[]): unknown => ({
  Records: keys.map((key) => ({ eventName: "ObjectCreated:Put", s3: { bucket: { name: "b" }, object: { key } } })),
});

test("an event about training/training.json is about the server default, others name their server", () => {
  expect(serversOfEvent(eventFor("training/training.json", "servers/gpu-1/training/training.json"))).toEqual([
    "default",
    "gpu-1",
  ]);
});

test("a doubled record nudges once, and keys of other objects not at all", () => {
  expect(
    serversOfEvent(eventFor("training/training.json", "training/training.json", "datasets/x/source", "servers/a+b/x")),
  ).toEqual(["default"]);
});

test("keys are decoded as S3 encodes them", () => {
  expect(serversOfEvent(eventFor("servers/gpu%2D1/training/training.json"))).toEqual(["gpu-1"]);
});
