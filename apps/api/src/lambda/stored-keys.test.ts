import { randomUUID } from "node:crypto";
import { Documents } from "@flash/control-plane";
import { FakeObjectStore } from "@flash/control-plane/testing";
import { apiKeyKey, epochMs, OwnerId, StoredApiKey } from "@flash/schemas";
import { expect, test } from "vitest";
import { StoredKeys } from "./stored-keys.ts";

const SHA256 = "a".repeat(64);
const ANN = OwnerId.parse("ann");
const SECOND = 1_000;

/** A bucket with the key of ann, and a clock that both go by. */
function scene(changes: Partial<StoredApiKey> = {}) {
  const clock = { nowMs: Date.UTC(2026, 0, 1) };
  const store = new FakeObjectStore(() => clock.nowMs);
  const documents = new Documents(store, randomUUID);
  const reads: string[] = [];
  const logged: object[] = [];
  const keys = new StoredKeys({
    documents: {
      read: (key, schema) => {
        reads.push(key);
        return documents.read(key, schema);
      },
    },
    log: (entry) => void logged.push(entry),
    nowMs: () => clock.nowMs,
  });
  const created_at = epochMs(clock.nowMs);
  const stored = { owner: ANN, admin: false, created_at, expires_at: null, revoked_at: null, ...changes };
  const write = () => documents.create<StoredApiKey>(apiKeyKey(SHA256), stored);
  const revoke = async () => {
    const read = await documents.read(apiKeyKey(SHA256), StoredApiKey);
    if (read.kind === "found") await documents.replace(read.doc, { ...read.doc.value, revoked_at: created_at });
  };
  return { clock, store, reads, logged, keys, write, revoke };
}

test("a key stands for its owner and role", async () => {
  const { keys, write } = scene({ admin: true });
  await write();
  expect(await keys.callerOf(SHA256)).toEqual({ owner: "ann", admin: true });
});

test("a key is looked up once for many requests, by its hash alone", async () => {
  const { keys, reads, write } = scene();
  await write();
  await Promise.all([keys.callerOf(SHA256), keys.callerOf(SHA256)]);
  await keys.callerOf(SHA256);
  expect(reads).toEqual([`keys/${SHA256}.json`]);
});

test("a revoked key stands for nobody within a minute", async () => {
  const { clock, keys, write, revoke } = scene();
  await write();
  await keys.callerOf(SHA256);
  await revoke();
  clock.nowMs += 60 * SECOND;
  expect(await keys.callerOf(SHA256)).toBeNull();
});

test("a key ends at its time, also while it is remembered", async () => {
  const { clock, keys, write } = scene({ expires_at: epochMs(Date.UTC(2026, 0, 1) + 10 * SECOND) });
  await write();
  clock.nowMs += 9 * SECOND;
  expect(await keys.callerOf(SHA256)).not.toBeNull();
  clock.nowMs += 1 * SECOND;
  expect(await keys.callerOf(SHA256)).toBeNull();
});

test("a new key works seconds after it was tried too early", async () => {
  const { clock, keys, write } = scene();
  expect(await keys.callerOf(SHA256)).toBeNull();
  await write();
  clock.nowMs += 5 * SECOND;
  expect(await keys.callerOf(SHA256)).not.toBeNull();
});

test("an unreadable key stands for nobody, and is told to whoever runs the platform", async () => {
  const { keys, store, logged } = scene();
  await store.put(apiKeyKey(SHA256), '{"owner":"ann","admin":"yes"}');
  expect(await keys.callerOf(SHA256)).toBeNull();
  expect(logged).toMatchObject([{ level: "error", event: "api_key_unreadable", key: "aaaaaaaaaaaa" }]);
});

test("an outage is no answer: it is told, and the next request asks again", async () => {
  let outage = true;
  const { store } = scene();
  const documents = new Documents(store, randomUUID);
  const keys = new StoredKeys({
    documents: { read: (key, schema) => (outage ? Promise.reject(new Error("503")) : documents.read(key, schema)) },
    log: () => undefined,
    nowMs: () => 0,
  });
  await expect(keys.callerOf(SHA256)).rejects.toThrow("503");
  outage = false;
  expect(await keys.callerOf(SHA256)).toBeNull();
});

test("who tries keys out does not fill the memory", async () => {
  const { keys, reads } = scene();
  const hash = (index: number): string => String(index).padStart(64, "0");
  for (let index = 0; index <= 1_000; index += 1) await keys.callerOf(hash(index));
  await keys.callerOf(hash(1_000));
  await keys.callerOf(hash(0));
  expect(reads).toHaveLength(1_002);
});

test("ever new wrong keys push out no key that stands for somebody", async () => {
  const { keys, reads, write } = scene();
  await write();
  await keys.callerOf(SHA256);
  for (let index = 0; index <= 1_000; index += 1) await keys.callerOf(String(index).padStart(64, "0"));
  expect(await keys.callerOf(SHA256)).not.toBeNull();
  expect(reads.filter((key) => key === apiKeyKey(SHA256))).toHaveLength(1);
});
