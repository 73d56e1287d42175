import { expect, test } from "vitest";
import { planUpload } from "./plan-upload.ts";

const PREFIX = "jobs/j/attempts/2/checkpoint/";
const file = (path: string, digit: string) => ({ path, sizeBytes: 3, sha256: digit.repeat(64), copy: `/copy/${path}` });
const sent = (plan: ReturnType<typeof planUpload>) => plan.uploads.map((upload) => [upload.file.path, upload.key]);

test("the first checkpoint is sent whole", () => {
  const plan = planUpload([file("epoch-1", "a"), file("epoch-2", "b")], null, PREFIX);
  expect(sent(plan)).toEqual([
    ["epoch-1", `${PREFIX}files/0`],
    ["epoch-2", `${PREFIX}files/1`],
  ]);
});

test("what has not changed is not sent again, and no object of the checkpoint before is written over", () => {
  const before = planUpload([file("epoch-1", "a"), file("epoch-2", "b")], null, PREFIX).checkpoint;
  const plan = planUpload([file("epoch-2", "b"), file("epoch-3", "c")], before, PREFIX);
  expect(sent(plan)).toEqual([["epoch-3", `${PREFIX}files/2`]]);
  expect(plan.checkpoint.files.map(({ key }) => key)).toEqual([`${PREFIX}files/1`, `${PREFIX}files/2`]);
});

test("objects that are of no use any more are used again, so that a long training keeps two checkpoints at most", () => {
  let stored = planUpload([file("e", "0")], null, PREFIX).checkpoint;
  const keys = new Set<string>();
  for (const digit of ["1", "2", "3", "4", "5"]) {
    stored = planUpload([file("e", digit)], stored, PREFIX).checkpoint;
    for (const { key } of stored.files) keys.add(key);
  }
  expect(keys).toEqual(new Set([`${PREFIX}files/0`, `${PREFIX}files/1`]));
});

test("files that were restored stay where the attempt before had put them", () => {
  const restored = planUpload([file("epoch-1", "a")], null, "jobs/j/attempts/1/checkpoint/").checkpoint;
  const plan = planUpload([file("epoch-1", "a"), file("epoch-2", "b")], restored, PREFIX);
  expect(plan.checkpoint.files.map(({ key }) => key)).toEqual([
    "jobs/j/attempts/1/checkpoint/files/0",
    `${PREFIX}files/0`,
  ]);
});
