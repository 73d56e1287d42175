import { epochMs } from "@flash/schemas";
import type { EpochMs } from "@flash/schemas";
import type { Dated, ETag, ListedObject, ObjectStore, StoredObject } from "../src/ports/object-store.ts";
import { contentHash } from "./content-hash.ts";
import { SortedKeys } from "./sorted-keys.ts";
import { utf8Length } from "./utf8.ts";

/** One call of the port, as it was made. `key` is the prefix in a `list`. */
export interface StoreCall {
  readonly op: keyof ObjectStore;
  readonly key: string;
}

/** What S3 and the network do to a call. The conditional writes are `create`, `replace` and `removeVersion`. */
export type StoreFault =
  /** Throws; nothing happened. */
  | "fail"
  /** Throws after it happened: S3 committed and answered 500, or the answer was lost. */
  | "commit_then_fail"
  /**
   * A conditional write is refused though its condition held, and nothing happened: S3's 409. `create` only throws,
   * for its adapter asks again until S3 has decided.
   */
  | "conflict"
  /** A conditional write happens, then is refused: S3 committed, answered 500, and refused the SDK's own retry. */
  | "commit_then_refuse";

/** Called around every call, in the order of the calls; what it throws, the caller gets. May wait, as a scheduler does. */
export interface StoreHooks {
  /** Nothing has happened yet. */
  readonly before?: (call: StoreCall) => void | Promise<void>;
  /** It has happened; an error loses the answer. */
  readonly after?: (call: StoreCall) => void | Promise<void>;
  /** S3's event: an object was written or deleted. Not told of refused writes or of deleting what is not there. */
  readonly onChange?: (change: { readonly kind: "created" | "removed"; readonly key: string }) => void;
}

interface Planned {
  readonly fault: StoreFault;
  readonly applies: (call: StoreCall) => boolean;
  left: number;
}

/** Thrown by an injected fault: an outage to whoever calls. */
export class StoreOutage extends Error {
  constructor(call: StoreCall, committed: boolean) {
    super(`${call.op} ${call.key}: the store failed ${committed ? "after" : "before"} it did this`);
    this.name = "StoreOutage";
  }
}

/** S3's limit. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_BYTES = 1024;
const MAX_LIMIT = 1000;
const SECOND = 1000;

/**
 * S3 in memory, as truthful as Flash needs it: each call takes effect at one instant, ETags hash content (so an old
 * condition passes when old bytes come back), times are whole seconds of an injected clock, listings go by bytes.
 */
export class FakeObjectStore implements ObjectStore {
  /** Every call so far, refused and failed ones included. */
  readonly calls: StoreCall[] = [];
  readonly #objects = new Map<string, StoredObject>();
  readonly #sizes = new WeakMap<StoredObject, number>();
  readonly #keys = new SortedKeys();
  readonly #now: () => number;
  readonly #hooks: StoreHooks;
  #planned: Planned[] = [];

  /** @param now - milliseconds since 1970: the store's clock. */
  constructor(now: () => number, hooks: StoreHooks = {}) {
    this.#now = now;
    this.#hooks = hooks;
  }

  /** The next calls that it applies to suffer this fault. Faults are taken in the order of their planning. */
  inject(fault: StoreFault, applies: (call: StoreCall) => boolean = () => true, times = 1): void {
    this.#planned.push({ fault, applies, left: times });
  }

  get(key: string): Promise<Dated & { readonly found: StoredObject | null }> {
    return this.#run({ op: "get", key }, () => ({ found: this.#objects.get(key) ?? null, at: this.#at() }));
  }

  create(key: string, body: string): Promise<ETag | null> {
    return this.#run<ETag | null>(
      { op: "create", key },
      () => (this.#objects.has(key) ? null : this.#write(key, body)),
      null,
    );
  }

  replace(key: string, body: string, etag: ETag): Promise<ETag | null> {
    return this.#run<ETag | null>(
      { op: "replace", key },
      () => (this.#objects.get(key)?.etag === etag ? this.#write(key, body) : null),
      null,
    );
  }

  put(key: string, body: string): Promise<void> {
    return this.#run({ op: "put", key }, () => void this.#write(key, body));
  }

  removeVersion(key: string, etag: ETag): Promise<boolean> {
    return this.#run<boolean>(
      { op: "removeVersion", key },
      () => this.#objects.get(key)?.etag === etag && this.#delete(key),
      false,
    );
  }

  remove(key: string): Promise<void> {
    return this.#run({ op: "remove", key }, () => void this.#delete(key));
  }

  async list(
    prefix: string,
    options: { readonly startAfter?: string; readonly limit?: number } = {},
  ): Promise<Dated & { readonly objects: readonly ListedObject[] }> {
    const { startAfter, limit } = options;
    if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT)) {
      throw new RangeError(`a listing's limit is 1 to ${MAX_LIMIT}, not ${limit}`);
    }
    return this.#run({ op: "list", key: prefix }, () => ({
      at: this.#at(),
      objects: this.#keys.under(prefix, startAfter, limit).flatMap((key) => {
        const object = this.#objects.get(key);
        return object === undefined
          ? []
          : [{ key, lastModified: object.lastModified, sizeBytes: this.#sizeOf(object) }];
      }),
    }));
  }

  /** What is there, unseen by hooks, faults and the log: for assertions. */
  peek(key: string): string | null {
    return this.#objects.get(key)?.body ?? null;
  }

  /** All keys in byte order, unseen as in {@link peek}. */
  keys(): readonly string[] {
    return this.#keys.under("");
  }

  /** A person's hand in the bucket: writes, or deletes with null. Only `onChange` sees it. */
  edit(key: string, body: string | null): void {
    if (body === null) this.#delete(key);
    else this.#write(key, body);
  }

  /** @param refusal - what a conditional write answers; undefined for a call that has no condition. */
  async #run<T>(call: StoreCall, act: () => T, refusal?: T): Promise<T> {
    if (call.op !== "list") refuseBadKey(call.key);
    this.calls.push(call);
    await this.#hooks.before?.(call);
    const fault = this.#faultFor(call);
    if (fault === "fail") throw new StoreOutage(call, false);
    if (fault === "conflict") {
      if (refusal === undefined || call.op === "create") throw new StoreOutage(call, false);
      return refusal;
    }
    const answer = act();
    await this.#hooks.after?.(call);
    if (fault === "commit_then_fail") throw new StoreOutage(call, true);
    if (fault === "commit_then_refuse" && refusal !== undefined) return refusal;
    return answer;
  }

  #faultFor(call: StoreCall): StoreFault | null {
    const planned = this.#planned.find(({ applies }) => applies(call));
    if (planned === undefined) return null;
    planned.left -= 1;
    this.#planned = this.#planned.filter(({ left }) => left > 0);
    return planned.fault;
  }

  #at(): EpochMs {
    return epochMs(Math.floor(this.#now() / SECOND) * SECOND);
  }

  #write(key: string, body: string): ETag {
    const etag = `"${contentHash(body)}"`;
    if (!this.#objects.has(key)) this.#keys.add(key);
    this.#objects.set(key, { body, etag, lastModified: this.#at() });
    this.#hooks.onChange?.({ kind: "created", key });
    return etag;
  }

  /** Counted once: the same objects are listed again and again. */
  #sizeOf(object: StoredObject): number {
    const sizeBytes = this.#sizes.get(object) ?? utf8Length(object.body);
    this.#sizes.set(object, sizeBytes);
    return sizeBytes;
  }

  #delete(key: string): boolean {
    const was = this.#objects.delete(key);
    if (!was) return false;
    this.#keys.delete(key);
    this.#hooks.onChange?.({ kind: "removed", key });
    return true;
  }
}

function refuseBadKey(key: string): void {
  const bytes = utf8Length(key);
  if (bytes === 0 || bytes > MAX_KEY_BYTES)
    throw new RangeError(`an S3 key has 1 to ${MAX_KEY_BYTES} bytes, not ${bytes}`);
}
