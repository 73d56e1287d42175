import type { Dated, ETag, ListedObject, StoredObject } from "@flash/control-plane";
import type { S3Refusal } from "./refusal-of.ts";

/** What S3 did, or why it did not. */
export type Answer<T> = { readonly ok: true; readonly output: T } | { readonly ok: false; readonly refusal: S3Refusal };

/** What must be true of the key for a write to happen; null: nothing. */
export type Condition = { readonly ifNoneMatch: "*" } | { readonly ifMatch: ETag } | null;

export interface PageRequest {
  readonly prefix: string;
  readonly startAfter?: string | undefined;
  /** Of the page before; then `startAfter` says nothing any more. */
  readonly token?: string | undefined;
  readonly limit?: number | undefined;
}

export interface ListedPage {
  readonly objects: readonly ListedObject[];
  /** Of the next page; undefined: this was the last one. */
  readonly token: string | undefined;
}

/**
 * The four requests that documents take, each with its retries. What a refusal means is up to {@link objectStoreOn}.
 *
 * @throws MissingPermission where S3 says `AccessDenied`; for anything else that is no refusal, an error named by S3's
 * code.
 */
export interface StoreCalls {
  get(key: string): Promise<Dated & Answer<StoredObject>>;
  put(key: string, body: string, condition: Condition): Promise<Answer<ETag>>;
  remove(key: string, condition: { readonly ifMatch: ETag } | null): Promise<Answer<void>>;
  list(page: PageRequest): Promise<Dated & Answer<ListedPage>>;
}
