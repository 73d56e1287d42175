import { createHash } from "node:crypto";
import { DEFAULT_SERVER, IdempotencyKey, jobKey } from "@flash/schemas";
import { describe, expect, test } from "vitest";
import { everyMutation } from "../../test/every-procedure.ts";
import { refusalOf } from "../../test/refusal-of.ts";
import { type Api, World } from "../../test/world.ts";

const idempotencyKey = IdempotencyKey.parse("key-0001");
const BYTES = new TextEncoder().encode("input,label\n");
const DECLARED = {
  taskType: "text-classification",
  name: "mails.csv",
  sizeBytes: BYTES.length,
  contentType: "text/csv",
  sha256: createHash("sha256").update(BYTES).digest("hex"),
} as const;

/** @returns the call, to be made twice with one and the same input. */
type Row = (world: World, api: Api) => Promise<() => Promise<unknown>>;

/** What each says shall be so, whoever says it again: it looks at what is there. */
const BY_WHAT_IS_THERE: Readonly<Record<string, Row>> = {
  "datasets.resumeUpload": async (world, api) => {
    const datasetId = await world.upload(api);
    return () => api.datasets.resumeUpload({ datasetId });
  },
  "datasets.signParts": async (_, api) => {
    const { dataset } = await api.datasets.createUpload({ ...DECLARED, sizeBytes: 9 * 1024 ** 2 });
    const parts = [{ partNumber: 1, sha256: DECLARED.sha256 }];
    return () => api.datasets.signParts({ datasetId: dataset.id, parts });
  },
  "datasets.completeUpload": async (world, api) => {
    const datasetId = await world.upload(api);
    return () => api.datasets.completeUpload({ datasetId });
  },
  "servers.setDevMode": async (_, api) => () => api.servers.setDevMode({ server: DEFAULT_SERVER, devMode: true }),
};

/** What would have a second effect or another answer, were it not known again by its key. */
const BY_KEY: Readonly<
  Record<string, (key: { idempotencyKey?: IdempotencyKey }, ...scene: Parameters<Row>) => ReturnType<Row>>
> = {
  train: async (key, world, api) => {
    const { id: datasetId } = await world.validated(api);
    return () => api.train({ taskType: "text-classification", datasetId, idempotencyKey, ...key });
  },
  "datasets.createUpload": async (key, _, api) => () => api.datasets.createUpload({ ...DECLARED, ...key }),
  "datasets.abortUpload": async (key, world, api) => {
    const datasetId = await world.upload(api);
    return () => api.datasets.abortUpload({ datasetId, ...key });
  },
  "datasets.delete": async (key, world, api) => {
    const { id: datasetId } = await world.validated(api);
    return () => api.datasets.delete({ datasetId, ...key });
  },
  "jobs.cancel": async (key, world, api) => {
    const { id: datasetId } = await world.validated(api);
    const job = await api.train({ taskType: "text-classification", datasetId, idempotencyKey: OTHER_KEY });
    return () => api.jobs.cancel({ jobId: job.id, ...key });
  },
};
const OTHER_KEY = IdempotencyKey.parse("key-0002");

const ROWS: Readonly<Record<string, Row>> = {
  ...BY_WHAT_IS_THERE,
  ...Object.fromEntries(
    Object.entries(BY_KEY).map(([path, row]): [string, Row] => [
      path,
      (world, api) => row({ idempotencyKey }, world, api),
    ]),
  ),
};

async function scene(): Promise<{ world: World; api: Api }> {
  const world = await new World().withServers();
  return { world, api: world.as("ann", { admin: true }) };
}

/** All that lies in the bucket, but for what marks each write as another one. */
const contentOf = ({ store, files }: World): unknown => [
  store.keys().map((key) => [key, (store.peek(key) ?? "").replaceAll(/"(?:rev|write_id)": [^,]+,/gu, "")]),
  [...files.uploads.keys()],
];

test("every mutation of the router is in the tables", async () => {
  expect(await everyMutation()).toEqual(Object.keys(ROWS).toSorted());
});

describe("a call that is repeated because its answer was lost has the same answer and no second effect", () => {
  test.each(Object.entries(ROWS))("%s", async (_, row) => {
    const { world, api } = await scene();
    const call = await row(world, api);
    const answer = await call();
    const content = contentOf(world);
    expect(await call()).toEqual(answer);
    expect(contentOf(world)).toEqual(content);
  });

  test.each(Object.entries(BY_KEY).filter(([path]) => path !== "train"))("%s, not without its key", async (_, row) => {
    const { world, api } = await scene();
    const call = await row({}, world, api);
    const answer = await call();
    const again = await call().catch((error: unknown) => error);
    expect(again).not.toEqual(answer);
  });
});

test("a cancellation that had a machine stopped says so again", async () => {
  const { world, api } = await scene();
  const { id: datasetId } = await world.validated(api);
  const { id: jobId } = await api.train({ taskType: "text-classification", datasetId, idempotencyKey: OTHER_KEY });
  const stored = world.store.peek(jobKey(jobId)) ?? "";
  world.store.edit(jobKey(jobId), stored.replace('"started_at": null', `"started_at": ${world.nowMs}`));
  const first = await api.jobs.cancel({ jobId, idempotencyKey });
  expect(first.stopped).toBe("machine");
  expect(await api.jobs.cancel({ jobId, idempotencyKey })).toEqual(first);
});

test("two calls with one key at once make one dataset, which is counted once", async () => {
  const { world, api } = await scene();
  const declare = () => api.datasets.createUpload({ ...DECLARED, sizeBytes: 9 * 1024 ** 2, idempotencyKey });
  const [one, other] = await Promise.all([declare(), declare()]);
  expect(other).toEqual(one);
  expect((await api.datasets.list()).datasets).toHaveLength(1);
  expect(JSON.parse(world.store.peek("owners/ann/usage.json") ?? "")).toMatchObject({ datasets: { count: 1 } });
  expect([...world.files.uploads.keys()]).toHaveLength(1);
});

test("an upload whose call was cut off before it was listed is listed by the repeated call", async () => {
  const { world, api } = await scene();
  const declare = () => api.datasets.createUpload({ ...DECLARED, idempotencyKey });
  const { dataset } = await declare();
  const index = world.store.keys().find((key) => key.startsWith("owners/ann/datasets/")) ?? "";
  await world.store.remove(index);
  expect((await declare()).dataset).toEqual(dataset);
  expect(world.store.keys()).toContain(index);
});

test("a deletion that was cut off in the middle is finished by the repeated call", async () => {
  const { world, api } = await scene();
  const { id: datasetId } = await world.validated(api);
  const before = new Map(world.store.keys().map((key) => [key, world.store.peek(key) ?? ""]));
  const remove = () => api.datasets.delete({ datasetId, idempotencyKey });
  await remove();
  const key = `datasets/${datasetId}/dataset.json`;
  world.store.edit(key, (before.get(key) ?? "").replace('"deleted": false', '"deleted": true'));
  expect(await remove()).toEqual({ datasetId });
  expect(world.store.keys()).not.toContain(key);
});

test("a key is good for one request, of whatever kind", async () => {
  const { world, api } = await scene();
  const { id: datasetId } = await world.validated(api);
  await api.datasets.createUpload({ ...DECLARED, idempotencyKey });
  const refused = { code: "idempotency_key_reused", key: idempotencyKey };
  expect(await refusalOf(api.datasets.createUpload({ ...DECLARED, name: "other.csv", idempotencyKey }))).toEqual(
    refused,
  );
  expect(await refusalOf(api.datasets.delete({ datasetId, idempotencyKey }))).toEqual(refused);
  expect(await refusalOf(api.train({ taskType: "text-classification", datasetId, idempotencyKey }))).toEqual(refused);
});

test("a repeated call is known to its own caller only", async () => {
  const { world, api } = await scene();
  const { id: datasetId } = await world.validated(api);
  await api.datasets.delete({ datasetId, idempotencyKey });
  const foreign = world.as("bob").datasets.delete({ datasetId, idempotencyKey });
  expect(await refusalOf(foreign)).toEqual({ code: "dataset_not_found", datasetId });
});
