import type { Documents } from "@flash/control-plane";
import { apiKeyKey, type EpochMs, later, StoredApiKey } from "@flash/schemas";
import type { Caller } from "../context.ts";
import type { Log } from "./log.ts";

/** A key that was found is taken as it was for so long: a revocation works after that at the latest. Milliseconds. */
const FOUND_MS = 60_000;
/** A key that was not found may just have been made. Milliseconds. */
const MISSING_MS = 5_000;
/** Whoever tries out keys must not fill the memory. */
const MAX_KNOWN = 1_000;

/** So many digits of the hash name a key to people. */
const KEY_ID_LENGTH = 12;

interface Stored {
  readonly key: StoredApiKey;
  /** When S3 said so. */
  readonly at: EpochMs;
}

interface Known {
  readonly stored: Promise<Stored | null>;
  /** By {@link StoredKeysDeps.nowMs}. */
  readonly readAt: number;
}

export interface StoredKeysDeps {
  readonly documents: Pick<Documents, "read">;
  readonly log: Log;
  /** By the wall clock: another one stands still while Lambda has frozen the function, and a revoked key would live on. */
  readonly nowMs: () => number;
}

/** API keys as the bucket keeps them: one read by the key's hash, remembered for a short time. */
export class StoredKeys {
  readonly #deps: StoredKeysDeps;
  readonly #found = new Map<string, Known>();
  /** Being looked up, or not there: apart, or ever new wrong keys would push out the right ones. */
  readonly #others = new Map<string, Known>();

  constructor(deps: StoredKeysDeps) {
    this.#deps = deps;
  }

  /**
   * Whom the key with this hash stands for; null: nobody, or nobody any more.
   *
   * @param sha256 - in hex. It was hashed from what the caller sent, so the time that a look-up takes tells nothing about
   * keys that others have.
   */
  async callerOf(sha256: string): Promise<Caller | null> {
    const now = this.#deps.nowMs();
    const known = this.#fresh(sha256, now) ?? this.#look(sha256, now);
    const stored = await known.stored;
    if (stored === null) return null;
    const { owner, admin, expires_at, revoked_at } = stored.key;
    const at = later(stored.at, Math.floor(this.#deps.nowMs() - known.readAt));
    const isOver = revoked_at !== null || (expires_at !== null && at >= expires_at);
    return isOver ? null : { owner, admin };
  }

  #fresh(sha256: string, now: number): Known | undefined {
    const found = this.#found.get(sha256);
    if (found !== undefined && now - found.readAt < FOUND_MS) return found;
    const other = this.#others.get(sha256);
    return other !== undefined && now - other.readAt < MISSING_MS ? other : undefined;
  }

  #look(sha256: string, now: number): Known {
    // Several requests with one key at once look once.
    const known: Known = { stored: this.#read(sha256), readAt: now };
    remember(this.#others, sha256, known);
    known.stored.then(
      (stored) => {
        if (stored === null) return;
        this.#others.delete(sha256);
        remember(this.#found, sha256, known);
      },
      // An outage is nobody's answer: the next request asks again.
      () => this.#others.delete(sha256),
    );
    return known;
  }

  async #read(sha256: string): Promise<Stored | null> {
    const read = await this.#deps.documents.read(apiKeyKey(sha256), StoredApiKey);
    switch (read.kind) {
      case "found":
        return { key: read.doc.value, at: read.at };
      case "missing":
        return null;
      case "corrupt":
        this.#deps.log({
          level: "error",
          event: "api_key_unreadable",
          key: sha256.slice(0, KEY_ID_LENGTH),
          fault: read.fault,
        });
        return null;
    }
  }
}

/** As the newest. */
function remember(keys: Map<string, Known>, sha256: string, known: Known): void {
  keys.delete(sha256);
  keys.set(sha256, known);
  for (const oldest of keys.keys()) {
    if (keys.size <= MAX_KNOWN) break;
    keys.delete(oldest);
  }
}
