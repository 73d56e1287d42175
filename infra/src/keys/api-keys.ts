import { createHash } from "node:crypto";
import type { Documents, Read } from "@flash/control-plane";
import {
  API_KEYS_PREFIX,
  apiKeyKey,
  DOCUMENT_VERSION,
  type EpochMs,
  epochMs,
  type OwnerId,
  StoredApiKey,
} from "@flash/schemas";
import { CommandFault } from "../config/load-config.ts";

/** So many digits of the hash name a key to people; logs have them too. */
const ID_LENGTH = 12;
const SECRET_BYTES = 24;

export interface NewApiKey {
  readonly owner: OwnerId;
  readonly admin: boolean;
  /** null: never. */
  readonly expiresAt: EpochMs | null;
}

/** A key as people are shown it. */
export interface ListedApiKey {
  readonly id: string;
  readonly stored: StoredApiKey;
}

/**
 * Makes a key and keeps its hash.
 *
 * @param random - so many random bytes.
 * @returns the key itself, which cannot be had a second time.
 */
export async function createApiKey(
  documents: Documents,
  { owner, admin, expiresAt }: NewApiKey,
  random: (bytes: number) => Buffer,
): Promise<{ readonly key: string; readonly id: string }> {
  const key = `flash_${random(SECRET_BYTES).toString("base64url")}`;
  const sha256 = createHash("sha256").update(key).digest("hex");
  const { at } = await documents.store.get(apiKeyKey(sha256));
  if (expiresAt !== null && expiresAt <= at) throw new CommandFault("--expires is over already");
  const { outcome } = await documents.create<StoredApiKey>(apiKeyKey(sha256), {
    version: DOCUMENT_VERSION,
    owner,
    admin,
    created_at: at,
    expires_at: expiresAt,
    revoked_at: null,
  });
  if (outcome === "taken") throw new Error("a new random key is there already");
  return { key, id: sha256.slice(0, ID_LENGTH) };
}

/** Every key that there ever was. */
export async function listApiKeys(documents: Documents): Promise<readonly ListedApiKey[]> {
  const { objects } = await documents.store.list(API_KEYS_PREFIX);
  const reads = await Promise.all(
    objects.map(async ({ key }) => ({ id: idOf(key), read: await documents.read(key, StoredApiKey) })),
  );
  return reads.flatMap(({ id, read }) => (read.kind === "found" ? [{ id, stored: read.doc.value }] : []));
}

const idOf = (objectKey: string): string => objectKey.slice(API_KEYS_PREFIX.length, API_KEYS_PREFIX.length + ID_LENGTH);

/**
 * From then on, within a minute, the key stands for nobody.
 *
 * @param id - as `list` shows it.
 * @throws CommandFault when there is no such key.
 */
export async function revokeApiKey(documents: Documents, id: string): Promise<StoredApiKey> {
  const { objects } = await documents.store.list(`${API_KEYS_PREFIX}${id}`, { limit: 2 });
  const [object, another] = objects;
  if (!/^[0-9a-f]{6,64}$/u.test(id) || object === undefined || another !== undefined) {
    throw new CommandFault(`there is no one key with the id "${id}": npm run key -- list shows them`);
  }
  for (;;) {
    const read: Read<StoredApiKey> = await documents.read(object.key, StoredApiKey);
    if (read.kind !== "found") throw new CommandFault(`the key ${id} is not readable: delete s3 object ${object.key}`);
    if (read.doc.value.revoked_at !== null) return read.doc.value;
    const written = await documents.replace(read.doc, { ...read.doc.value, revoked_at: read.at });
    if (written !== null) return written.value;
  }
}

/** @param text - a day such as 2027-01-31, whose end is meant (UTC), or a whole time. */
export function expiryOf(text: string): EpochMs {
  const time = Date.parse(/^\d{4}-\d{2}-\d{2}$/u.test(text) ? `${text}T23:59:59.999Z` : text);
  if (Number.isNaN(time)) throw new CommandFault(`--expires is a day such as 2027-01-31, not "${text}"`);
  return epochMs(time);
}
