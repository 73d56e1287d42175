import { DEFAULT_SERVER, JobId, jobKey, statusKey, trainingConfigKey } from "@flash/schemas";
import { afterAll, expect, test } from "vitest";
import { BUCKET, localS3 } from "../../test/local-s3.ts";
import { MissingPermission } from "../missing-permission.ts";
import { s3ObjectStore } from "../s3-object-store.ts";
import { documentsS3Client } from "../s3-clients.ts";
import { unconditionalChanges } from "./unconditional-changes.ts";

const denied = {
  name: "role",
  accessKeyId: "role",
  secretAccessKey: "secret",
  deny: unconditionalChanges({ bucketArn: `arn:aws:s3:::${BUCKET}` }),
};
const local = await localS3([denied]);
afterAll(() => local.close());
const store = s3ObjectStore(documentsS3Client(local.config(denied)), BUCKET);

const CONFIG = trainingConfigKey(DEFAULT_SERVER);

test.each([CONFIG, statusKey(DEFAULT_SERVER), jobKey(JobId.parse("job_00000000000000000000000001"))])(
  "%s is made and changed by those alone who say what they saw",
  async (key) => {
    await expect(store.put(key, "plain")).rejects.toThrow(MissingPermission);
    const first = await store.create(key, "first");
    expect(await store.replace(key, "second", first ?? "")).not.toBeNull();
    await expect(store.put(key, "plain")).rejects.toThrow(MissingPermission);
  },
);

test("a training config goes only as it was read; what may be lost may be deleted by anybody", async () => {
  await expect(store.remove(CONFIG)).rejects.toThrow(MissingPermission);
  const { found } = await store.get(CONFIG);
  expect(await store.removeVersion(CONFIG, found?.etag ?? "")).toBe(true);
  await store.put("queue/text-classification/x", "");
  await store.remove("queue/text-classification/x");
});
