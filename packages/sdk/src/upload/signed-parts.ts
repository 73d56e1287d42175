import type { SignedParts, SignParts } from "@flash/schemas";
import type { FilePart } from "./file-parts.ts";
import type { Runtime } from "../transport/runtime.ts";
import type { PutTarget } from "./send-file.ts";

type ToSign = SignParts["parts"];
type SignedTarget = SignedParts["parts"][number];

/** How many are signed at first. */
const FEWEST = 4;
/** The platform signs a hundred at once. */
const MOST = 64;
/** What is signed together is to be on its way within about that time, so that the next URLs are young again. */
const BATCH_MS = 60_000;
/** Older URLs are not used: theirs live for a quarter of an hour, and a part that is sent again and again needs some of that. */
const OLDEST_MS = 300_000;

/** A part, and where it goes; without both the storage has it. */
export interface SignedPart extends FilePart {
  readonly toSign: ToSign[number] | undefined;
  readonly target: PutTarget | undefined;
}

/**
 * Has parts signed ahead of their sending, more and more at once as long as they leave quickly: a call for each would be a thousand for
 * 5 GB. Only digests and URLs are kept ahead, no bytes.
 *
 * @param missing - those that are to be sent, in their order.
 * @param sign - answers with as many, in any order.
 */
export async function* signedParts(
  parts: AsyncIterable<FilePart>,
  missing: ToSign,
  sign: (parts: ToSign) => Promise<readonly SignedTarget[]>,
  runtime: Pick<Runtime, "now">,
): AsyncGenerator<SignedPart, void, undefined> {
  let signed: readonly SignedTarget[] = [];
  let signedAtMs = Number.NEGATIVE_INFINITY;
  let count = FEWEST;
  for await (const part of parts) {
    const isThis = ({ partNumber }: { partNumber: number }): boolean => partNumber === part.partNumber;
    const at = missing.findIndex(isThis);
    const ageMs = runtime.now() - signedAtMs;
    if (at >= 0 && (ageMs > OLDEST_MS || !signed.some(isThis))) {
      count = ageMs < BATCH_MS ? Math.min(MOST, 2 * count) : FEWEST;
      signedAtMs = runtime.now();
      signed = await sign(missing.slice(at, at + count));
    }
    yield { ...part, toSign: missing[at], target: signed.find(isThis) };
  }
}
