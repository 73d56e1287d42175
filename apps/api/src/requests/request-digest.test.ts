import { TrainRequest } from "@flash/schemas";
import { expect, test } from "vitest";
import { DATASET_ID } from "../../test/stored-job.ts";
import { canonicalJson, requestDigest } from "./request-digest.ts";

const request = (fields: object = {}): TrainRequest =>
  TrainRequest.parse({
    taskType: "text-classification",
    datasetId: DATASET_ID,
    idempotencyKey: "key-0001",
    ...fields,
  });

test("equal values have one text, whatever the order of their keys", () => {
  const text = '{"a":[1,{"c":null,"d":"x"}],"b":true}';
  expect(canonicalJson({ b: true, a: [1, { d: "x", c: null }], left: undefined })).toBe(text);
});

test("the digest is SHA-256 in hex and does not depend on the idempotency key", async () => {
  const digest = await requestDigest(request());
  expect(digest).toMatch(/^[0-9a-f]{64}$/u);
  expect(await requestDigest(request({ idempotencyKey: "key-0002" }))).toBe(digest);
});

test.each([
  { name: "other" },
  { onBusy: "reject" },
  { hyperparameters: { epochs: 6 } },
  { limits: { maxRunMs: 5_000 } },
])("another request has another digest: %j", async (fields) => {
  expect(await requestDigest(request(fields))).not.toBe(await requestDigest(request()));
});
