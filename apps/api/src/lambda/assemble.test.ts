import { createHash, randomUUID } from "node:crypto";
import { Documents } from "@flash/control-plane";
import { FakeObjectStore } from "@flash/control-plane/testing";
import { apiKeyKey, DEFAULT_SERVER, epochMs, OwnerId, StoredApiKey } from "@flash/schemas";
import { expect, test } from "vitest";
import { type FakeRequest, functionUrlEvent, mutation, query } from "../../test/function-url.ts";
import { MemoryFiles } from "../../test/memory-files.ts";
import { FLEET } from "../../test/world.ts";
import { assemble } from "./assemble.ts";
import { bufferedHandler } from "./buffered.ts";
import { loadConfig } from "./config.ts";

const KEY = `flash_${"k".repeat(32)}`;
const STORED = apiKeyKey(createHash("sha256").update(KEY).digest("hex"));
const T0 = Date.UTC(2026, 0, 1);
const SECOND = 1_000;
const UNAUTHORIZED = { status: 401, problem: { code: "unauthorized" } };

/** The API as its function puts it together, with one stored key, on clocks that a test moves. */
async function scene({ settings = {}, key = {} }: { settings?: object; key?: Partial<StoredApiKey> } = {}) {
  // The function's clock is an hour off: what ends when is S3's to say.
  const clock = { s3Ms: T0, functionMs: T0 + 3_600_000 };
  const pass = (ms: number): void => {
    clock.s3Ms += ms;
    clock.functionMs += ms;
  };
  const store = new FakeObjectStore(() => clock.s3Ms);
  const documents = new Documents(store, randomUUID);
  await documents.create<StoredApiKey>(STORED, {
    owner: OwnerId.parse("ann"),
    admin: false,
    created_at: epochMs(T0),
    expires_at: null,
    revoked_at: null,
    ...key,
  });
  const config = await loadConfig({ FLASH_BUCKET: "flash-test", FLASH_FLEET: JSON.stringify(FLEET), ...settings });
  const logged: object[] = [];
  const surroundings = { store, files: new MemoryFiles(), nowMs: () => clock.functionMs };
  const handler = bufferedHandler(assemble(config, (entry) => void logged.push(entry), surroundings));
  const ask = async (request: FakeRequest = query("status")) => {
    const headers = { ...request.headers, authorization: `Bearer ${KEY}` };
    const { statusCode, body = "", ...answer } = await handler(functionUrlEvent({ ...request, headers }));
    const problem: unknown = JSON.parse(body).error?.data.problem;
    return {
      status: statusCode,
      ...(problem === undefined ? {} : { problem }),
      retryAfter: answer.headers?.["retry-after"],
    };
  };
  return { documents, logged, pass, ask };
}

test("a key is refused from the moment on at which it ends by S3's clock, also while it is remembered", async () => {
  const { pass, ask } = await scene({ key: { expires_at: epochMs(T0 + 10 * SECOND) } });
  expect(await ask()).toMatchObject({ status: 200 });
  pass(10 * SECOND - 1);
  expect(await ask()).toMatchObject({ status: 200 });
  pass(1);
  expect(await ask()).toMatchObject(UNAUTHORIZED);
});

test("a key that had ended when it was first used is refused", async () => {
  const { pass, ask } = await scene({ key: { expires_at: epochMs(T0 + SECOND) } });
  pass(SECOND);
  expect(await ask()).toMatchObject(UNAUTHORIZED);
});

test("a revoked key is refused at once where nobody remembers it, and within a minute where somebody does", async () => {
  const { documents, pass, ask } = await scene();
  expect(await ask()).toMatchObject({ status: 200 });
  const read = await documents.read(STORED, StoredApiKey);
  if (read.kind !== "found") throw new Error("the key is not there");
  await documents.replace(read.doc, { ...read.doc.value, revoked_at: epochMs(T0) });
  pass(60 * SECOND);
  expect(await ask()).toMatchObject(UNAUTHORIZED);

  const another = await scene({ key: { revoked_at: epochMs(T0) } });
  expect(await another.ask()).toMatchObject(UNAUTHORIZED);
});

test("an ordinary key is no admin's", async () => {
  const switching = mutation("servers.setDevMode", { server: DEFAULT_SERVER, devMode: true });
  const { ask } = await scene();
  expect(await ask(switching)).toMatchObject({ status: 403, problem: { code: "forbidden", needs: "admin" } });
});

test("a key that calls too often is told when it may again, and may then", async () => {
  const { pass, ask } = await scene({ settings: { FLASH_RATE_LIMIT: JSON.stringify({ perSecond: 1, burst: 2 }) } });
  await ask();
  await ask();
  expect(await ask()).toEqual({
    status: 429,
    problem: { code: "rate_limited", retryAfterMs: SECOND },
    retryAfter: "1",
  });
  pass(SECOND);
  expect(await ask()).toMatchObject({ status: 200 });
});

test("nothing of a key is logged, whatever becomes of its call", async () => {
  const { logged, pass, ask } = await scene({ key: { expires_at: epochMs(T0 + SECOND) } });
  await ask();
  pass(SECOND);
  await ask();
  expect(logged).toMatchObject([
    { event: "call", owner: "ann", outcome: "ok" },
    { event: "call", owner: null, outcome: "unauthorized" },
  ]);
  expect(JSON.stringify(logged)).not.toMatch(/flash_|Bearer/u);
});
