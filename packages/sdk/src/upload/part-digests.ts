import { sha256Of } from "../digest.ts";
import { partsOf } from "./file-parts.ts";
import type { LocalFile } from "./upload-file.ts";

/** What a platform asks for, of files up to 50 GB. With another length the file is read once more, and nothing else changes. */
const USUAL_PART_BYTES = 5 * 1024 ** 2;

/** The SHA-256s of a file's parts, which have to be known before URLs for these can be signed. */
export interface PartDigests {
  /** All bytes from the start, a part at a time, for the check of the file: meanwhile the digests are noted. */
  read(): AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** In hex, by number. Of parts of another length than was noted, after one more reading. */
  inParts(partSizeBytes: number): Promise<readonly string[]>;
}

export function partDigests({ read, sizeBytes }: Pick<LocalFile, "read" | "sizeBytes">): PartDigests {
  let found: readonly string[] = [];
  let foundPartBytes = 0;
  async function* noting(partSizeBytes: number): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    const digests: string[] = [];
    for await (const { bytes } of partsOf(read(), partSizeBytes, sizeBytes)) {
      const digest = sha256Of(bytes);
      yield bytes;
      digests.push(await digest);
    }
    [found, foundPartBytes] = [digests, partSizeBytes];
  }
  return {
    read: () => noting(USUAL_PART_BYTES),
    async inParts(partSizeBytes) {
      if (foundPartBytes !== partSizeBytes) for await (const _ of noting(partSizeBytes));
      return found;
    },
  };
}
