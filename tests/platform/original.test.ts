/**
 * The document that started Flash, sentence by sentence ("How it Works"), against the running platform.
 */
import { LOCAL_CLOCKS } from "@flash/local";
import { type InstanceId, StoredStatus, statusKey, DEFAULT_SERVER, trainingConfigKey } from "@flash/schemas";
import { beforeAll, describe, expect, test } from "vitest";
import { isSleeping, platformScene, QUICK, type Scene, until, uploadTiny } from "./scene.ts";

/** The clock would do the work of an event that is missing, so no sweep comes while the sentences are looked at. */
const scene = platformScene({ sweepEveryMs: 600_000, clocks: { ...LOCAL_CLOCKS, stopLeaseMs: 1_000 } });

const statusJson = async ({ bucket }: Scene): Promise<StoredStatus> => {
  const { found } = await bucket.get(statusKey(DEFAULT_SERVER));
  return StoredStatus.parse(JSON.parse(found?.body ?? "null"));
};
const startCalls = ({ platform }: Scene): number =>
  platform.ec2.calls.filter(({ action }) => action === "StartInstances").length;

/** The last such call that EC2 did not refuse. */
const lastDone = (wanted: string, { platform }: Scene) =>
  platform.ec2.calls.findLast(({ action, error }) => action === wanted && error === undefined);

function onlyInstance({ platform }: Scene): InstanceId {
  const [instance] = platform.fleet[0]?.instances["text-classification"] ?? [];
  if (instance === undefined) throw new Error("the fleet has no instance");
  return instance;
}

/** The time after which a stopped server may sleep is the clock's to tell. */
const sleepsAfterASweep = (there: Scene): Promise<true> =>
  until("the server sleeps", async () => {
    await there.platform.functions.invokeAsync("sweep", {});
    await there.platform.functions.idle();
    return isSleeping(there);
  });

test("The `status` function upon invocation by the frontend, fetches `status.json` from S3 and returns the availability status of the training server.", async () => {
  const { flash, bucket } = scene();
  expect(await flash.status()).toMatchObject({ status: "sleeping", available: true, devMode: false });
  const { found } = await bucket.get(statusKey(DEFAULT_SERVER));
  const stored = JSON.parse(found?.body ?? "null") as object;
  await bucket.put(statusKey(DEFAULT_SERVER), JSON.stringify({ ...stored, dev_mode: true }));
  expect(await flash.status()).toMatchObject({ devMode: true });
  await bucket.put(statusKey(DEFAULT_SERVER), JSON.stringify(stored));
});

// In which order it writes is told by apps/api/src/train/train.test.ts, which sees every call.
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
  let begunAt = 0;
  let sweepAgain = (): void => undefined;
  beforeAll(async () => {
    await sleepsAfterASweep(scene());
    // Changes of a machine wake the sweep too: with it gone, whatever happens is done by the two S3 events alone.
    sweepAgain = scene().platform.functions.faults.onEvent({ functionName: "sweep", fate: "drop" });
    const dataset = await uploadTiny(scene().flash);
    begunAt = Date.now();
    jobId = (await scene().flash.train({ dataset, ...QUICK })).id;
  });

  test("As soon as the `training.json` config file is created, an S3 event notification is triggered which invokes the `start` lambda function; depending upon the task type, the corresponding EC2 instance is turned on.", async () => {
    const { platform, flash } = scene();
    const instance = onlyInstance(scene());
    await until("it is on, or was", async () =>
      platform.ec2.history(instance).some(({ at, state }) => state === "running" && at >= begunAt) ? true : null,
    );
    expect(lastDone("StartInstances", scene())).toMatchObject({
      instanceIds: [instance],
      caller: "start",
    });
    const started = await until("the start is noted", async () => {
      const { timeline } = await flash.jobs.get(jobId);
      return timeline.find(({ event }) => event === "machine_started") ?? null;
    });
    expect(started.by).toBe("start");
  });

  test("After training is completed, the training server deletes the training config (`training.json`) file from S3.", async () => {
    const { bucket } = scene();
    await scene().flash.job(jobId).wait();
    await until("the config is gone", async () =>
      (await bucket.get(trainingConfigKey(DEFAULT_SERVER))).found === null ? true : null,
    );
  });

  test("As soon as the `training.json` config file is deleted, `stop` is invoked: the corresponding EC2 instance is turned off. It then updates the status in `status.json` to sleeping.", async () => {
    const { platform, flash } = scene();
    const instance = onlyInstance(scene());
    await platform.ec2.reached(instance, "stopped");
    expect(lastDone("StopInstances", scene())).toMatchObject({
      instanceIds: [instance],
      caller: "stop",
    });
    sweepAgain();
    await sleepsAfterASweep(scene());
    expect(await statusJson(scene())).toMatchObject({ status: "sleeping", token: null });
    expect((await flash.jobs.get(jobId)).receipt).toMatchObject({ stoppedBy: "stop" });
  });
});

test("`start` and `stop` fetch status.json and check the `dev_mode` flag: with it no EC2 instance is turned on or off, and the status still becomes sleeping.", async () => {
  const { flash, bucket, platform } = scene();
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
