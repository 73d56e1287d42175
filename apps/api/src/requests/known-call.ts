import {
  DOCUMENT_VERSION,
  type DatasetId,
  type EpochMs,
  FlashRefusal,
  type IdempotencyKey,
  requestKey,
  StoredCall,
} from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { requestDigest } from "./request-digest.ts";

/** A call that is known again by the key which its sender has given it. One without a key is never known. */
export interface KeyedCall {
  /** The path of its procedure. */
  readonly procedure: string;
  readonly input: { readonly idempotencyKey?: IdempotencyKey | undefined };
}

/**
 * The call as it was noted when it came first; null: it has not been noted.
 *
 * @throws FlashRefusal `idempotency_key_reused`
 */
export async function knownCall(ctx: CallerContext, call: KeyedCall): Promise<StoredCall | null> {
  const key = call.input.idempotencyKey;
  return key === undefined ? null : (await look(ctx, call, key)).known;
}

/**
 * Notes a call before its first effect, once its caller is known to be allowed to make it.
 *
 * @param newId - of what it makes, by the store's time.
 * @returns what is noted, by this call or by an earlier one; null: it has no key.
 * @throws FlashRefusal `idempotency_key_reused`
 */
export async function noteCall(
  ctx: CallerContext,
  call: KeyedCall,
  newId: (at: EpochMs) => DatasetId | null = () => null,
): Promise<StoredCall | null> {
  const key = call.input.idempotencyKey;
  if (key === undefined) return null;
  for (;;) {
    const { known, digest, at } = await look(ctx, call, key);
    if (known !== null) return known;
    const { procedure } = call;
    const noted = { version: DOCUMENT_VERSION, procedure, digest, dataset: newId(at), at } as const;
    const { outcome } = await ctx.documents.create<StoredCall>(requestKey(ctx.caller.owner, key), noted);
    // Taken: by the same call, sent twice at once.
    if (outcome !== "taken") return { ...noted, rev: 1, write_id: "" };
  }
}

async function look(
  { documents, caller }: CallerContext,
  { procedure, input }: KeyedCall,
  key: IdempotencyKey,
): Promise<{ known: StoredCall | null; digest: string; at: EpochMs }> {
  const digest = await requestDigest({ ...input, procedure });
  const read = await documents.read(requestKey(caller.owner, key), StoredCall);
  if (read.kind === "missing") return { known: null, digest, at: read.at };
  // A request of `train` is no such document.
  if (read.kind === "corrupt" || read.doc.value.digest !== digest) {
    throw new FlashRefusal({ code: "idempotency_key_reused", key });
  }
  return { known: read.doc.value, digest, at: read.at };
}
