import { OwnerId } from "@flash/schemas";
import { expect, test } from "vitest";
import { DATASET_ID, JOB_ID } from "../test/stored-job.ts";
import { callEntry } from "./call-log.ts";

const entryOf = (input: unknown) =>
  callEntry({ requestId: "request-1", path: "train", owner: OwnerId.parse("ann"), ms: 1.6, error: null, input });

test("an entry names the job and the dataset that a call was about", () => {
  expect(entryOf({ jobId: JOB_ID, datasetId: DATASET_ID })).toEqual({
    level: "info",
    event: "call",
    requestId: "request-1",
    path: "train",
    outcome: "ok",
    ms: 2,
    owner: "ann",
    job: JOB_ID,
    dataset: DATASET_ID,
  });
});

test.each([
  [{ jobId: "the password is 1234", name: "a name" }],
  [{ datasetId: { secret: "1234" } }],
  ["1234"],
  [null],
  [undefined],
])("of an input only ids that look like ids are logged: %j", (input) => {
  expect(Object.keys(entryOf(input))).toEqual(["level", "event", "requestId", "path", "outcome", "ms", "owner"]);
});
