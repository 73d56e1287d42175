import {
  FlashRefusal,
  type JobId,
  newDatasetId,
  OwnerId,
  ownerDatasetKey,
  datasetKey,
  type Problem,
} from "@flash/schemas";
import { expect, test } from "vitest";
import { type Admission, createAdmission } from "../src/quota/admission.ts";
import { Quotas } from "../src/quota/quotas.ts";
import { MAIN, World } from "../testing/world.ts";

const ADA = OwnerId.parse("ada");
const USAGE = "owners/ada/usage.json";
const MINUTE = 60_000;
const DAY = 86_400_000;

function deskOf(world: World, quotas: Partial<Quotas>) {
  const now = async () => (await world.store.get("status.json")).at;
  const admission = createAdmission({ documents: world.documents, quotas: Quotas.parse(quotas), now });
  const train = async (): Promise<JobId> => {
    const request = world.newJob();
    return (await world.as("api").submit(request, (id) => admission.job(ADA, id))).id;
  };
  return { admission, train };
}

async function scene(quotas: Partial<Quotas>) {
  const world = await World.create();
  return { world, ...deskOf(world, quotas) };
}

async function refusal(call: Promise<unknown>): Promise<Problem> {
  try {
    await call;
  } catch (error) {
    if (error instanceof FlashRefusal) return error.problem;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** A whole life: claimed, trained for so long, its machine seen off. */
async function trained(world: World, forMs: number): Promise<void> {
  await world.claim();
  for (let passed = 0; passed < forMs; passed += 10_000) {
    await world.beat();
    await world.pass(10_000);
  }
  await world.finish();
  await world.pass(2 * MINUTE);
}

async function dataset(world: World, admission: Admission, sizeBytes: number): Promise<void> {
  const at = await admission.dataset(ADA, sizeBytes);
  const random = Uint8Array.from({ length: 16 }, () => Math.floor(Math.random() * 256));
  const id = newDatasetId(at, random);
  world.store.edit(
    datasetKey(id),
    JSON.stringify({
      id,
      owner: ADA,
      name: "d",
      task_type: "text-classification",
      content_type: "text/csv",
      size_bytes: sizeBytes,
      declared_sha256: "0".repeat(64),
      created_at: at,
      state: "uploading",
      source_etag: null,
      report: null,
    }),
  );
  world.store.edit(ownerDatasetKey(ADA, at, id), "");
}

const usageCalls = (world: World): string[] => world.store.calls.filter(({ key }) => key === USAGE).map(({ op }) => op);

test("who has as many open jobs as allowed is refused one more, until one is over", async () => {
  const { world, train } = await scene({ openJobs: 2 });
  await train();
  await train();
  expect(await refusal(train())).toEqual({
    code: "quota_exceeded",
    quota: "open_jobs",
    limit: 2,
    used: 2,
    resetsAt: null,
  });
  await trained(world, 10_000);
  await train();
});

test("a refused job leaves nothing in the bucket but its idempotency key, and may be asked for again", async () => {
  const { world, admission, train } = await scene({ openJobs: 1 });
  const first = await train();
  const request = world.newJob();
  const submit = () => world.as("api").submit(request, (id) => admission.job(ADA, id));
  await refusal(submit());
  expect(world.store.keys().filter((key) => key.startsWith("open/"))).toEqual([`open/${first}`]);
  await world.as("api").cancel(first, "ada");
  await world.pass(2 * MINUTE);
  expect((await submit()).id).toBe(request.id);
});

test("a repeated request answers with its job, however full the quota is, and is counted once", async () => {
  const { world, admission } = await scene({ openJobs: 1 });
  const request = world.newJob();
  const submit = () => world.as("api").submit(request, (id) => admission.job(ADA, id));
  const { id } = await submit();
  expect((await submit()).id).toBe(id);
  expect(JSON.parse(world.store.peek(USAGE) ?? "")).toMatchObject({ jobs: [{ id }] });
});

test("far from every limit, letting a job in is one read and one write", async () => {
  const { world, train } = await scene({});
  await train();
  world.store.calls.length = 0;
  await train();
  expect(usageCalls(world)).toEqual(["get", "replace"]);
  expect(world.store.calls.filter(({ key }) => key.endsWith("receipt.json"))).toEqual([]);
});

test("machine time is counted from receipts, and the refusal says when the month ends", async () => {
  const { world, train } = await scene({ machineSecondsPerMonth: 60 });
  await train();
  await trained(world, 30_000);
  const second = await train();
  await trained(world, 60_000);
  const refused = await refusal(train());
  expect(refused).toMatchObject({ code: "quota_exceeded", quota: "machine_seconds", limit: 60 });
  const receipt = JSON.parse(world.store.peek(`jobs/${second}/receipt.json`) ?? "");
  expect(receipt.seconds_on).toBeGreaterThan(60);
  expect(refused).toMatchObject({ used: expect.any(Number), resetsAt: Date.parse("2027-02-01T00:00:00Z") });

  world.now = Date.parse("2027-02-01T00:00:05Z");
  await train();
});

test("the machine time of a job that still runs counts too", async () => {
  const { world, train } = await scene({ machineSecondsPerMonth: 100 });
  await train();
  await world.as("start").reconcile(MAIN);
  await world.pass(10_000);
  await world.claim();
  for (let beat = 0; beat < 12; beat++) {
    await world.beat();
    await world.pass(10_000);
  }
  expect(await refusal(train())).toMatchObject({ quota: "machine_seconds", limit: 100 });
});

test("two at once cannot both take the last place", async () => {
  const { train } = await scene({ openJobs: 1 });
  const outcomes = await Promise.allSettled([train(), train(), train()]);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("a crash after the count and before the job holds its place for ten minutes, and no longer", async () => {
  const { world, admission, train } = await scene({ openJobs: 1 });
  await admission.job(ADA, world.newJob().id);
  expect(await refusal(train())).toMatchObject({ quota: "open_jobs", used: 1 });
  world.now += 10 * MINUTE + 1_000;
  await train();
});

test.each(["fail", "conflict", "commit_then_fail", "commit_then_refuse"] as const)(
  "whatever S3 does to the write of the count (%s), nobody is let in uncounted",
  async (fault) => {
    const { world, train } = await scene({ openJobs: 1 });
    world.store.inject(fault, ({ key, op }) => key === USAGE && op !== "get");
    const first = await train().catch(() => null);
    const second = await train().catch(() => null);
    const third = await train().catch(() => null);
    const open = world.store.keys().filter((key) => key.startsWith("open/"));
    expect(open.length).toBeLessThanOrEqual(1);
    expect([first, second, third].filter((id) => id !== null)).toHaveLength(open.length);
  },
);

test("datasets and their bytes are limited, and what was deleted makes room", async () => {
  const { world, admission } = await scene({ datasets: 2, datasetBytes: 100 });
  await dataset(world, admission, 60);
  expect(await refusal(admission.dataset(ADA, 41))).toEqual({
    code: "quota_exceeded",
    quota: "dataset_bytes",
    limit: 100,
    used: 60,
    resetsAt: null,
  });
  await dataset(world, admission, 40);
  expect(await refusal(admission.dataset(ADA, 0))).toMatchObject({ quota: "datasets", limit: 2, used: 2 });
  await admission.datasetGone(ADA, 40);
  await admission.dataset(ADA, 40);
});

test("uploads that were cut off and forgotten deletions are found before anybody is refused for them", async () => {
  const { world, admission } = await scene({ datasets: 2 });
  // Counted, and never made.
  await admission.dataset(ADA, 1);
  await admission.dataset(ADA, 1);
  world.now += 11 * MINUTE;
  await dataset(world, admission, 1);
  expect(JSON.parse(world.store.peek(USAGE) ?? "").datasets).toMatchObject({ count: 1, bytes: 1 });
});

test("datasets are not counted one by one again and again for somebody who keeps asking", async () => {
  const { world, admission } = await scene({ datasets: 1 });
  await dataset(world, admission, 1);
  world.now += 11 * MINUTE;
  await refusal(admission.dataset(ADA, 1));
  world.store.calls.length = 0;
  await refusal(admission.dataset(ADA, 1));
  expect(world.store.calls).toEqual([{ op: "get", key: USAGE }]);
});

test("a document that is missing or broken is made anew from what is there", async () => {
  const { world, admission, train } = await scene({ openJobs: 2, datasets: 2 });
  await dataset(world, admission, 5);
  await dataset(world, admission, 5);
  await train();
  for (const body of [null, "{"]) {
    world.store.edit(USAGE, body);
    expect(await refusal(admission.dataset(ADA, 1))).toMatchObject({ quota: "datasets", used: 2 });
  }
  await train();
  expect(await refusal(train())).toMatchObject({ quota: "open_jobs", used: 2 });
});

test("one owner's use is nothing to another one's, and an owner may be given more or less", async () => {
  const world = await World.create();
  const owners = { [OwnerId.parse("bob")]: { openJobs: 0 } };
  const { admission, train } = deskOf(world, { openJobs: 1, owners });
  await train();
  expect(await refusal(admission.job(OwnerId.parse("bob"), world.newJob().id))).toMatchObject({ limit: 0 });
  await admission.job(OwnerId.parse("cyd"), world.newJob().id);
});

test("without a limit on jobs the document does not grow without end", async () => {
  const { world, admission } = await scene({ openJobs: null });
  for (let job = 0; job < 210; job++) {
    world.now += 10_000;
    await admission.job(ADA, world.newJob().id);
  }
  expect(JSON.parse(world.store.peek(USAGE) ?? "").jobs.length).toBeLessThan(200);
});

test("a machine that nobody saw off is waited for one day, then its time until the job's end counts", async () => {
  const { world, train } = await scene({ openJobs: 5, machineSecondsPerMonth: 1_000 });
  const id = await train();
  await world.as("start").reconcile(MAIN);
  await world.pass(10_000);
  await world.claim();
  await world.finish();
  // The server was removed: nobody writes the receipt.
  const job = { ...(await world.job(id)), state: "succeeded", outcome: null };
  const at = world.at;
  const outcome = { reason: "trained", detail: "", at, by: "stop", attempt: 1 };
  world.store.edit(`jobs/${id}/job.json`, JSON.stringify({ ...job, outcome }));
  world.store.edit(`jobs/${id}/receipt.json`, null);
  world.now += 2 * DAY;
  const { train: again } = deskOf(world, { openJobs: 1 });
  await again();
  const usage = JSON.parse(world.store.peek(USAGE) ?? "");
  expect(usage.jobs).toHaveLength(1);
  expect(usage.machine.seconds).toBeCloseTo(10, 0);
});
