import { createHash, randomBytes, randomUUID } from "node:crypto";
import { Documents } from "@flash/control-plane";
import { FakeObjectStore } from "@flash/control-plane/testing";
import { apiKeyKey, epochMs, OwnerId } from "@flash/schemas";
import { expect, test } from "vitest";
import { createApiKey, expiryOf, listApiKeys, revokeApiKey } from "./api-keys.ts";

const NOW = Date.UTC(2026, 0, 1);
const WANTED = { owner: OwnerId.parse("ann"), admin: false, expiresAt: null };

function scene() {
  const store = new FakeObjectStore(() => NOW);
  const documents = new Documents(store, randomUUID);
  return { store, documents };
}

test("the bucket gets the hash of a new key, and never the key", async () => {
  const { store, documents } = scene();
  const { key, id } = await createApiKey(documents, WANTED, randomBytes);
  const sha256 = createHash("sha256").update(key).digest("hex");
  expect(key).toMatch(/^flash_[\w-]{32}$/u);
  expect(sha256.startsWith(id)).toBe(true);
  const { found } = await store.get(apiKeyKey(sha256));
  expect(JSON.parse(found?.body ?? "")).toMatchObject({ owner: "ann", admin: false, revoked_at: null });
  expect(found?.body).not.toContain(key.slice("flash_".length));
});

test("a revoked key stays in the list, with the day of its end", async () => {
  const { documents } = scene();
  const { id } = await createApiKey(documents, WANTED, randomBytes);
  const other = await createApiKey(documents, { ...WANTED, admin: true }, randomBytes);
  await revokeApiKey(documents, id);
  const listed = await listApiKeys(documents);
  expect(listed.find((key) => key.id === id)?.stored.revoked_at).toBe(NOW);
  expect(listed.find((key) => key.id === other.id)?.stored).toMatchObject({ admin: true, revoked_at: null });
});

test("an id that is no one key's is refused, whatever it holds", async () => {
  const { documents } = scene();
  await createApiKey(documents, WANTED, randomBytes);
  for (const id of ["", "../status", "ffffffffffff"])
    await expect(revokeApiKey(documents, id)).rejects.toThrow(/there is no one key with the id/u);
});

test("a key that would have ended already is not made", async () => {
  const { store, documents } = scene();
  const over = { ...WANTED, expiresAt: epochMs(NOW) };
  await expect(createApiKey(documents, over, randomBytes)).rejects.toThrow("--expires is over already");
  expect((await store.list("keys/")).objects).toEqual([]);
});

test("a day means its end, in UTC", () => {
  expect(new Date(expiryOf("2027-01-31")).toISOString()).toBe("2027-01-31T23:59:59.999Z");
  expect(() => expiryOf("tomorrow")).toThrow('--expires is a day such as 2027-01-31, not "tomorrow"');
});
