import type { Dated, ETag, ListedObject, ObjectStore, StoredObject } from "@flash/control-plane";
import type { StoreCalls } from "./store-calls.ts";
import { whileConflicting } from "./while-conflicting.ts";

const MAX_LIMIT = 1000;

/** {@link ObjectStore} on whatever makes S3's calls. */
export function objectStoreOn(calls: StoreCalls): ObjectStore {
  async function get(key: string): Promise<Dated & { readonly found: StoredObject | null }> {
    const answer = await calls.get(key);
    if (answer.ok) return { found: answer.output, at: answer.at };
    if (answer.refusal === "missing") return { found: null, at: answer.at };
    throw new Error(`S3 answered a plain read of ${key} with ${answer.refusal}`);
  }

  async function create(key: string, body: string): Promise<ETag | null> {
    const answer = await whileConflicting(
      () => calls.put(key, body, { ifNoneMatch: "*" }),
      (given) => !given.ok && given.refusal === "conflict",
    );
    if (answer.ok) return answer.output;
    if (answer.refusal === "changed") return null;
    if (answer.refusal === "missing") throw new Error(`S3 answered a creation of ${key} with 404`);
    throw new Error(`S3 answered every creation of ${key} with a conflict (409)`);
  }

  async function replace(key: string, body: string, etag: ETag): Promise<ETag | null> {
    const answer = await calls.put(key, body, { ifMatch: etag });
    return answer.ok ? answer.output : null;
  }

  async function put(key: string, body: string): Promise<void> {
    const answer = await calls.put(key, body, null);
    if (!answer.ok) throw new Error(`S3 answered a plain write of ${key} with ${answer.refusal}`);
  }

  async function removeVersion(key: string, etag: ETag): Promise<boolean> {
    return (await calls.remove(key, { ifMatch: etag })).ok;
  }

  async function remove(key: string): Promise<void> {
    const answer = await calls.remove(key, null);
    if (!answer.ok && answer.refusal !== "missing")
      throw new Error(`S3 answered a plain deletion of ${key} with ${answer.refusal}`);
  }

  async function list(
    prefix: string,
    { startAfter, limit }: { readonly startAfter?: string; readonly limit?: number } = {},
  ): Promise<Dated & { readonly objects: readonly ListedObject[] }> {
    refuseBadLimit(limit);
    const objects: ListedObject[] = [];
    for (let token: string | undefined; ;) {
      const left = limit === undefined ? undefined : limit - objects.length;
      const answer = await calls.list({ prefix, startAfter, token, limit: left });
      if (!answer.ok) throw new Error(`S3 answered a listing of ${prefix} with ${answer.refusal}`);
      objects.push(...answer.output.objects);
      token = answer.output.token;
      if (token === undefined || objects.length >= (limit ?? Infinity)) return { objects, at: answer.at };
    }
  }

  return { get, create, replace, put, removeVersion, remove, list };
}

function refuseBadLimit(limit: number | undefined): void {
  if (limit === undefined || (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT)) return;
  throw new RangeError(`a listing's limit is 1 to ${MAX_LIMIT}, not ${limit}`);
}

/** @param etag - as S3's answer about `key` has it. */
export function present(etag: ETag | undefined, key: string): ETag {
  if (etag === undefined) throw new Error(`S3's answer about ${key} has no ETag`);
  return etag;
}

/** A key as a listing with `encoding-type=url` has it. Stores that do not know the encoding answer without it. */
export const decodedKey = (key: string, encodingType: string | undefined): string =>
  encodingType === "url" ? decodeURIComponent(key.replaceAll("+", " ")) : key;
