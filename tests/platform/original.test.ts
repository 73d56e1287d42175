/**
 * The document that started Flash, sentence by sentence ("How it Works"), against the running platform.
 */
import { StoredStatus, statusKey, DEFAULT_SERVER, trainingConfigKey } from "@flash/schemas";
import { beforeAll, describe, expect, test } from "vitest";
import { isSleeping, platformScene, QUICK, type Scene, until, uploadTiny } from "./scene.ts";

const scene = platformScene();

const statusJson = async ({ bucket }: Scene): Promise<StoredStatus> => {
  const { found } = await bucket.get(statusKey(DEFAULT_SERVER));
  return StoredStatus.parse(JSON.parse(found?.body ?? "null"));
};
const startCalls = ({ platform }: Scene): number =>
  platform.ec2.calls.filter(({ action }) => action === "StartInstances").length;

test("The `status` function upon invocation by the frontend, fetches `status.json` from S3 and returns the availability status of the training server.", async () => {
  const { flash, bucket } = scene();
  expect(await flash.status()).toMatchObject({ status: "sleeping", available: true, devMode: false });
  const { found } = await bucket.get(statusKey(DEFAULT_SERVER));
  const stored = JSON.parse(found?.body ?? "null") as object;
  await bucket.put(statusKey(DEFAULT_SERVER), JSON.stringify({ ...stored, dev_mode: true }));
  expect(await flash.status()).toMatchObject({ devMode: true });
  await bucket.put(statusKey(DEFAULT_SERVER), JSON.stringify(stored));
});

test("`train` first updates the server status in `status.json` to active then reads the training configuration, validates the dataset and creates the `training.json` file on S3.", async () => {
  const { flash, bucket } = scene();
  await expect(flash.train({ datasetId: "ds_01m00000000000000000000000", ...QUICK })).rejects.toMatchObject({
    code: "dataset_not_found",
  });
  expect((await statusJson(scene())).status).toBe("sleeping");

  const dataset = await uploadTiny(flash);
  const job = await flash.train({ dataset, ...QUICK });
  expect(await statusJson(scene())).toMatchObject({
    status: "active",
    token: job.id,
    task_type: "text-classification",
  });
  const { found } = await bucket.get(trainingConfigKey(DEFAULT_SERVER));
  expect(JSON.parse(found?.body ?? "null")).toMatchObject({ token: job.id, task_type: "text-classification" });
  await job.wait();
});

describe("one job, from its config's creation to the sleeping server", () => {
  let jobId = "";
  beforeAll(async () => {
    await until("the server sleeps", () => isSleeping(scene()));
    const dataset = await uploadTiny(scene().flash);
    jobId = (await scene().flash.train({ dataset, ...QUICK })).id;
  });

  test("As soon as the `training.json` config file is created, an S3 event notification is triggered which invokes the `start` lambda function; depending upon the task type, the corresponding EC2 instance is turned on.", async () => {
    const { platform, flash } = scene();
    const [instance] = platform.fleet[0]?.instances["text-classification"] ?? [];
    if (instance === undefined) throw new Error("the fleet has no instance");
    await platform.ec2.reached(instance, "running");
    expect(platform.ec2.calls).toContainEqual(
      expect.objectContaining({ action: "StartInstances", instanceIds: [instance] }),
    );
    const { timeline } = await flash.jobs.get(jobId);
    expect(timeline.find(({ event }) => event === "machine_started")?.by).toMatch(/start|sweep/u);
  });

  test("After training is completed, the training server deletes the training config (`training.json`) file from S3.", async () => {
    const { bucket } = scene();
    await scene().flash.job(jobId).wait();
    await until("the config is gone", async () =>
      (await bucket.get(trainingConfigKey(DEFAULT_SERVER))).found === null ? true : null,
    );
  });

  test("As soon as the `training.json` config file is deleted, `stop` is invoked: the corresponding EC2 instance is turned off. It then updates the status in `status.json` to sleeping.", async () => {
    const { platform } = scene();
    const [instance] = platform.fleet[0]?.instances["text-classification"] ?? [];
    if (instance === undefined) throw new Error("the fleet has no instance");
    await platform.ec2.reached(instance, "stopped");
    await until("the server sleeps", () => isSleeping(scene()));
    expect(await statusJson(scene())).toMatchObject({ status: "sleeping", token: null });
  });
});

test("`start` and `stop` fetch status.json and check the `dev_mode` flag: with it no EC2 instance is turned on or off, and the status still becomes sleeping.", async () => {
  const { flash, bucket, platform } = scene();
  await until("the server sleeps", () => isSleeping(scene()));
  await flash.trpc.servers.setDevMode.mutate({ server: DEFAULT_SERVER, devMode: true });
  const before = platform.ec2.calls.filter(({ action }) => action !== "DescribeInstances").length;
  const starts = startCalls(scene());
  const dataset = await uploadTiny(flash);
  const job = await flash.train({ dataset, ...QUICK });
  await job.cancel();
  await until("the server sleeps", () => isSleeping(scene()));
  expect(await statusJson(scene())).toMatchObject({ status: "sleeping", dev_mode: true });
  expect(startCalls(scene())).toBe(starts);
  expect(platform.ec2.calls.filter(({ action }) => action !== "DescribeInstances")).toHaveLength(before);
  expect((await bucket.get(trainingConfigKey(DEFAULT_SERVER))).found).toBeNull();
});

test("If the status is sleeping, frontend sends the training configuration along with the dataset to `train` function; if it is not, a frontend that does not want to wait is refused.", async () => {
  const { flash } = scene();
  const dataset = await uploadTiny(flash);
  const first = await flash.train({ dataset, ...QUICK });
  expect(await flash.status()).toMatchObject({ status: "active", available: false });
  await expect(flash.train({ dataset, ...QUICK, onBusy: "reject" })).rejects.toMatchObject({ code: "server_busy" });
  await first.cancel();
});
