import { DOCUMENT_VERSION, newerVersion, Revision } from "@flash/schemas";
import type { EpochMs } from "@flash/schemas";
import type * as z from "zod";
import type { ETag, ObjectStore, StoredObject } from "../ports/object-store.ts";

/** A document as it was read, with what a conditional write needs. */
export interface Doc<T> {
  readonly key: string;
  readonly value: T;
  readonly etag: ETag;
  readonly lastModified: EpochMs;
}

export type Read<T> =
  | { readonly kind: "found"; readonly doc: Doc<T>; readonly at: EpochMs }
  | { readonly kind: "missing"; readonly at: EpochMs }
  /** Not what its schema says. The bytes and their ETag, so that it can be replaced on purpose. */
  | {
      readonly kind: "corrupt";
      readonly lastModified: EpochMs;
      readonly etag: ETag;
      readonly body: string;
      readonly fault: string;
      readonly at: EpochMs;
    };

export type Created = "created" | "mine" | "taken";

type Revised = z.infer<typeof Revision>;

/** A document's own fields: revision and write id are set by {@link Documents} alone. */
export type Content<T extends Revised> = Omit<T, keyof Revised>;

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: string };

/**
 * Written by a newer Flash than this one. Nothing may be concluded from such a document, least of all that it is broken:
 * whoever meets one gives up what it was about, so that nothing is overwritten and no machine is switched.
 */
export class NewerDocument extends Error {
  override readonly name = "NewerDocument";
  readonly key: string;
  readonly version: number;

  constructor(key: string, version: number) {
    super(`${key} has version ${version}, and this Flash knows ${DOCUMENT_VERSION}: deploy the newer one again`);
    this.key = key;
    this.version = version;
  }
}

/** JSON as the bucket holds it: readable, and ending in a line feed for those who `cat` it. */
export const toBody = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/**
 * Typed documents over an {@link ObjectStore}: parsing on the way in, revision and write id on the way out, and an
 * answer that can be trusted. S3 may commit a write, answer 500, and refuse the SDK's own retry; so a refusal is
 * followed by a look at whose write is there.
 */
export class Documents {
  readonly store: ObjectStore;
  readonly #newWriteId: () => string;

  /** @param newWriteId - unlike any other answer it ever gave, here or in another process. */
  constructor(store: ObjectStore, newWriteId: () => string) {
    this.store = store;
    this.#newWriteId = newWriteId;
  }

  /** @throws NewerDocument */
  async read<T>(key: string, schema: z.ZodType<T>): Promise<Read<T>> {
    const { found, at } = await this.store.get(key);
    if (found === null) return { kind: "missing", at };
    const { body, etag, lastModified } = found;
    const parsed = this.parse(schema, found);
    if (!parsed.ok) refuseNewer(key, body);
    return parsed.ok
      ? { kind: "found", at, doc: { key, value: parsed.value, etag, lastModified } }
      : { kind: "corrupt", at, etag, lastModified, body, fault: parsed.fault };
  }

  protected parse<T>(schema: z.ZodType<T>, { body }: StoredObject): Parsed<T> {
    try {
      const parsed = schema.safeParse(JSON.parse(body));
      return parsed.success ? { ok: true, value: parsed.data } : { ok: false, fault: parsed.error.message };
    } catch (error) {
      return { ok: false, fault: String(error) };
    }
  }

  /** Writes the first revision if the key is free. `mine`: an earlier try of this very call had succeeded. */
  async create<T extends Revised>(
    key: string,
    content: Content<T>,
  ): Promise<{ readonly outcome: Created; readonly etag: ETag | null }> {
    const writeId = this.#newWriteId();
    const etag = await this.store.create(key, toBody({ rev: 1, write_id: writeId, ...content }));
    if (etag !== null) return { outcome: "created", etag };
    const mine = await this.#writtenBy(key, writeId);
    return mine === null ? { outcome: "taken", etag: null } : { outcome: "mine", etag: mine };
  }

  /**
   * Compare-and-swap: the next revision over the one that was read.
   *
   * @returns the new version, or null when somebody else wrote in between: read again.
   */
  async replace<T extends Revised>(doc: Doc<T>, content: Content<T>): Promise<Doc<T> | null> {
    const revision = { rev: doc.value.rev + 1, write_id: this.#newWriteId() };
    // Content and revision together are T: Content takes away exactly the two fields that revision brings.
    const value = { ...content, ...revision } as unknown as T;
    const etag = await this.overwrite(doc.key, doc.etag, value);
    return etag === null ? null : { ...doc, value, etag };
  }

  /** As {@link replace}, over bytes that could not be parsed or with a revision of the caller's. */
  async overwrite(key: string, etag: ETag, value: Revised): Promise<ETag | null> {
    const written = await this.store.replace(key, toBody(value), etag);
    return written ?? (await this.#writtenBy(key, value.write_id));
  }

  newWriteId(): string {
    return this.#newWriteId();
  }

  async #writtenBy(key: string, writeId: string): Promise<ETag | null> {
    const { found } = await this.store.get(key);
    if (found === null) return null;
    const parsed = this.parse(Revision, found);
    return parsed.ok && parsed.value.write_id === writeId ? found.etag : null;
  }
}

/** Only a document that could not be parsed is looked at again: a newer one never can, since versions are literals. */
function refuseNewer(key: string, body: string): void {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    return;
  }
  const version = newerVersion(document);
  if (version !== null) throw new NewerDocument(key, version);
}
