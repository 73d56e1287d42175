import { randomUUID } from "node:crypto";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { Documents } from "@flash/control-plane";
import type { ObjectStore } from "@flash/control-plane";
import { objectStoreContract } from "@flash/control-plane/contracts";
import type { Identity, Permission } from "@flash/local-aws";
import { Revision } from "@flash/schemas";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { accessOf, BUCKET, localS3 } from "../test/local-s3.ts";
import type { Place, S3UnderTest } from "../test/local-s3.ts";
import { ANY_CREDENTIALS, scriptedEndpoint } from "../test/scripted-endpoint.ts";
import type { Asked, Reply, ScriptedEndpoint } from "../test/scripted-endpoint.ts";
import { lightObjectStore, s3AccessIn } from "./light/index.ts";
import { MissingPermission } from "./missing-permission.ts";
import { documentsS3Client } from "./s3-clients.ts";
import { s3ObjectStore } from "./s3-object-store.ts";

/** Both ways of speaking to S3 keep the same promises. */
const CLIENTS: readonly (readonly [string, (place: Place, bucket?: string) => ObjectStore])[] = [
  ["the AWS SDK", (place, bucket = BUCKET) => s3ObjectStore(documentsS3Client(place), bucket)],
  ["the light client", (place, bucket = BUCKET) => lightObjectStore(accessOf(place), bucket)],
];

describe.each(CLIENTS)("%s", (name, storeAt) => {
  objectStoreContract(`${name} on the local cloud`, async () => {
    const local = await localS3();
    return { store: storeAt(local.config()), prefix: "", close: local.close };
  });
});

const { FLASH_CONTRACT_S3_ENDPOINT: otherEndpoint, FLASH_CONTRACT_BUCKET: otherBucket } = process.env;
if (otherBucket === undefined) {
  console.info(
    "object store contract: not run elsewhere; FLASH_CONTRACT_BUCKET names a bucket on AWS, or at FLASH_CONTRACT_S3_ENDPOINT",
  );
} else {
  const at = otherEndpoint ?? "AWS";
  const elsewhere = otherEndpoint === undefined ? {} : { endpoint: otherEndpoint, forcePathStyle: true };
  const access = s3AccessIn({ ...process.env, ...(otherEndpoint && { AWS_ENDPOINT_URL_S3: otherEndpoint }) });
  const clients = {
    "the AWS SDK": s3ObjectStore(documentsS3Client(elsewhere), otherBucket),
    // Where it does not know its way the platform uses the SDK too.
    "the light client": access === null ? null : lightObjectStore(access, otherBucket),
  };
  for (const [name, store] of Object.entries(clients)) {
    if (store === null) console.info(`object store contract: ${name} does not serve ${at} with this environment`);
    else objectStoreContract(`${name} on ${at}`, () => ({ store, prefix: `flash-contract/${randomUUID()}/` }));
  }
}

describe.each(CLIENTS)("%s on the local cloud", (_, storeAt) => {
  const may = (name: string, ...permissions: readonly [string, string][]): Identity => ({
    name,
    accessKeyId: name,
    secretAccessKey: "secret",
    allow: permissions.map(([action, resource]): Permission => ({ actions: [action], resources: [resource] })),
  });
  const OBJECTS = `arn:aws:s3:::${BUCKET}/*`;
  const getOnly = may("get-only", ["s3:GetObject", OBJECTS]);
  const nothing = may("nothing");

  let local: S3UnderTest;
  let store: ObjectStore;
  beforeAll(async () => {
    local = await localS3([getOnly, nothing]);
    store = storeAt(local.config());
  });
  afterAll(() => local.close());
  afterEach(() => local.s3.faults.clear());

  const storeFor = (identity: Identity): ObjectStore => storeAt(local.config(identity));

  test("what is noted of a call carries the tag by which it goes, when it is written again too; nothing else does", async () => {
    const client = documentsS3Client(local.config());
    const tagsOf = async (Key: string) =>
      (await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key }))).TagCount ?? 0;
    const note = "owners/ann@example.org/requests/key-0001";
    const etag = await store.create(note, "{}");
    expect(await tagsOf(note)).toBe(1);
    expect(await store.replace(note, '{"rev":2}', etag ?? "")).not.toBeNull();
    expect(await tagsOf(note)).toBe(1);
    for (const other of ["owners/ann@example.org/jobs/requests", "owners/ann@example.org/usage.json", "requests/x"]) {
      await store.put(other, "{}");
      expect(await tagsOf(other)).toBe(0);
    }
  });

  test("a missing key without ListBucket is an error that names the permission, not a missing document", async () => {
    await store.put("permission/there", "x");
    const strict = storeFor(getOnly);
    expect((await strict.get("permission/there")).found?.body).toBe("x");
    const refused = strict.get("permission/not-there");
    await expect(refused).rejects.toThrow(MissingPermission);
    await expect(refused).rejects.toThrow("s3:ListBucket on the bucket");
  });

  test.each([
    ["s3:PutObject", (strict: ObjectStore) => strict.create("permission/a", "x")],
    ["s3:PutObject", (strict: ObjectStore) => strict.put("permission/a", "x")],
    ["s3:GetObject", (strict: ObjectStore) => strict.replace("permission/a", "x", '"e"')],
    ["s3:DeleteObject", (strict: ObjectStore) => strict.remove("permission/a")],
    ["s3:GetObject", (strict: ObjectStore) => strict.removeVersion("permission/a", '"e"')],
    ["s3:ListBucket", (strict: ObjectStore) => strict.list("permission/")],
  ])("a refusal names %s", async (permission, act) => {
    await expect(act(storeFor(nothing))).rejects.toThrow(permission);
  });

  test("a write that S3 commits and answers with 500 is refused on the client's own retry, and known as one's own", async () => {
    const Note = z.object({ ...Revision.shape, text: z.string() });
    type Note = z.infer<typeof Note>;
    const documents = new Documents(store, randomUUID);
    local.s3.faults.failNext({ kind: "commit_then_500", match: { method: "PUT" } });
    expect((await documents.create<Note>("echo", { text: "one" })).outcome).toBe("mine");
    const read = await documents.read("echo", Note);
    local.s3.faults.failNext({ kind: "commit_then_500", match: { method: "PUT" } });
    const written = read.kind === "found" ? await documents.replace(read.doc, { text: "two" }) : null;
    expect(written?.value).toMatchObject({ rev: 2, text: "two" });
  });

  test("a creator asks again after a conflict, for nobody has won yet", async () => {
    local.s3.faults.failNext({ kind: "409", times: 3 });
    expect(await store.create("conflict/create", "x")).not.toBeNull();
  });

  test("for whoever writes over a version or deletes one, a conflict means changed", async () => {
    const etag = (await store.create("conflict/replace", "x")) ?? "";
    local.s3.faults.failNext({ kind: "409", times: 2 });
    expect(await store.replace("conflict/replace", "y", etag)).toBeNull();
    expect(await store.removeVersion("conflict/replace", etag)).toBe(false);
    expect((await store.get("conflict/replace")).found?.body).toBe("x");
  });

  test.each(["503", "500", "reset"] as const)("one %s is retried, a second one is thrown", async (kind) => {
    local.s3.faults.failNext({ kind });
    await store.put("outage", "x");
    local.s3.faults.failNext({ kind, times: 2 });
    await expect(store.put("outage", "x")).rejects.toThrow();
  });

  test("a key with characters that XML cannot carry is listed as it was written", async () => {
    await store.put("odd/\u0001 \r\n+%41", "");
    expect((await store.list("odd/")).objects.map(({ key }) => key)).toEqual(["odd/\u0001 \r\n+%41"]);
  });

  test("a bucket that does not exist is a mistake and never a missing document", async () => {
    const nowhere = storeAt(local.config(), "no-such-bucket");
    for (const act of [
      () => nowhere.get("a"),
      () => nowhere.create("a", "x"),
      () => nowhere.replace("a", "x", '"e"'),
      () => nowhere.remove("a"),
      () => nowhere.removeVersion("a", '"e"'),
      () => nowhere.list(""),
    ]) {
      await expect(act()).rejects.toMatchObject({ name: "NoSuchBucket" });
    }
  });
});

describe.each(CLIENTS)("answers that S3 documents, to %s", (_, storeAt) => {
  let endpoint: ScriptedEndpoint;
  afterEach(() => endpoint.close());

  async function storeAnswered(reply: (asked: Asked, index: number) => Reply): Promise<ObjectStore> {
    endpoint = await scriptedEndpoint(reply);
    return storeAt({ endpoint: endpoint.url, region: "us-east-1", credentials: ANY_CREDENTIALS });
  }

  // Far from this machine's time, the SDK would take every refusal for one of its signature's age and ask again.
  const DATE = new Date().toUTCString();
  const error = (status: number, code: string): Reply => ({
    status,
    headers: { date: DATE, "content-type": "application/xml" },
    body: `<Error><Code>${code}</Code><Message>why ${code}</Message></Error>`,
  });

  test("the time is the answer's Date, also where the key is missing", async () => {
    const store = await storeAnswered(() => error(404, "NoSuchKey"));
    expect(await store.get("a")).toEqual({ found: null, at: Date.parse(DATE) });
  });

  test("times finer than a second are cut", async () => {
    const body = `<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key><LastModified>2026-11-23T11:59:59.999Z</LastModified><Size>1</Size></Contents></ListBucketResult>`;
    const store = await storeAnswered(() => ({ status: 200, headers: { date: DATE }, body }));
    expect((await store.list("")).objects).toEqual([
      { key: "a", sizeBytes: 1, lastModified: Date.parse("2026-11-23T11:59:59Z") },
    ]);
  });

  test("keys are asked for in an encoding that XML can carry, and decoded", async () => {
    const body = `<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>a%01+b%2Bc/%C3%A9</Key><LastModified>2026-11-23T11:59:59Z</LastModified><Size>1</Size></Contents></ListBucketResult>`;
    const store = await storeAnswered(() => ({ status: 200, headers: { date: DATE }, body }));
    expect((await store.list("")).objects[0]?.key).toBe("a\u0001 b+c/é");
    expect(endpoint.asked[0]?.target).toContain("encoding-type=url");
  });

  test("a store that does not encode keys is taken at its word", async () => {
    const body = `<ListBucketResult><Contents><Key>a+b%20c</Key><LastModified>2026-11-23T11:59:59Z</LastModified><Size>1</Size></Contents></ListBucketResult>`;
    const store = await storeAnswered(() => ({ status: 200, headers: { date: DATE }, body }));
    expect((await store.list("")).objects[0]?.key).toBe("a+b%20c");
  });

  test("a page shorter than asked for is not the end while S3 says that there is more", async () => {
    const page = (key: string, more: boolean): Reply => ({
      status: 200,
      headers: { date: DATE },
      body: `<ListBucketResult><IsTruncated>${more}</IsTruncated>${more ? "<NextContinuationToken>next</NextContinuationToken>" : ""}<Contents><Key>${key}</Key><LastModified>2026-11-23T11:59:59Z</LastModified><Size>1</Size></Contents></ListBucketResult>`,
    });
    const store = await storeAnswered((_, index) => page(["a", "b", "c"][index] ?? "", index < 2));
    const { objects } = await store.list("", { startAfter: "0", limit: 2 });
    expect(objects.map(({ key }) => key)).toEqual(["a", "b"]);
    expect(endpoint.asked.map(({ target }) => new URL(target, endpoint.url).searchParams.get("max-keys"))).toEqual([
      "2",
      "1",
    ]);
  });

  test.each([
    ["ConditionalRequestConflict", 409],
    ["PreconditionFailed", 412],
    ["NoSuchKey", 404],
  ])("%s (%d) to a write over a version or a deletion of one means changed or gone", async (code, status) => {
    const store = await storeAnswered(() => error(status, code));
    expect(await store.replace("a", "x", '"e"')).toBeNull();
    expect(await store.removeVersion("a", '"e"')).toBe(false);
    expect(endpoint.asked.map(({ headers }) => headers["if-match"])).toEqual(['"e"', '"e"']);
  });

  test("a conflict without end is an outage", async () => {
    const store = await storeAnswered(() => error(409, "ConditionalRequestConflict"));
    await expect(store.create("a", "x")).rejects.toThrow("every creation of a with a conflict");
    expect(endpoint.asked).toHaveLength(8);
  });

  test("an answer without a time is refused: ages could not be told", async () => {
    const store = await storeAnswered(() => ({ status: 404, headers: { date: "soon" }, body: "" }));
    await expect(store.get("a")).rejects.toThrow("no Date header");
  });

  test("expired credentials are no missing permission", async () => {
    const store = await storeAnswered(() => error(403, "ExpiredToken"));
    await expect(store.get("a")).rejects.toMatchObject({ name: "ExpiredToken" });
  });

  test("a document whose second half never comes is not half a document", async () => {
    const headers = { date: DATE, etag: '"e"', "last-modified": DATE, "content-length": "20" };
    const store = await storeAnswered(() => ({ cutAfter: "0123456789", headers }));
    await expect(store.get("a")).rejects.toThrow();
  });
});

test("an S3 that does not answer the AWS SDK is given up after five seconds", async () => {
  const endpoint = await scriptedEndpoint(() => "silence");
  const place = { endpoint: endpoint.url, region: "us-east-1", credentials: ANY_CREDENTIALS };
  const store = s3ObjectStore(documentsS3Client({ ...place, maxAttempts: 1 }), BUCKET);
  await expect(store.get("a")).rejects.toThrow("requestTimeout");
  await endpoint.close();
});
