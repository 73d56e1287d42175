import type { StoredCheckpoint } from "@flash/schemas";

/** A file that was copied, to be found again under its digest. */
export interface CopiedCheckpointFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Where the copy lies. */
  readonly copy: string;
}

export interface UploadPlan {
  /** What has to arrive before the document may be written. */
  readonly uploads: readonly { readonly file: CopiedCheckpointFile; readonly key: string }[];
  readonly checkpoint: StoredCheckpoint;
}

/**
 * Says where each file of a checkpoint goes. A file that the checkpoint before has too stays where it is; the others take the lowest
 * numbers that it does not use. So the one before stays whole until the new one is complete, and nothing needs to be deleted: at most the
 * files of two checkpoints lie there.
 *
 * @param before - the checkpoint that a reader finds now.
 */
export function planUpload(
  files: readonly CopiedCheckpointFile[],
  before: StoredCheckpoint | null,
  prefix: string,
): UploadPlan {
  const known = new Map((before?.files ?? []).map((file) => [file.sha256, file.key]));
  const taken = new Set(known.values());
  const free = (): string => {
    for (let number = 0; ; number += 1) {
      const key = `${prefix}files/${number}`;
      if (!taken.has(key)) return (taken.add(key), key);
    }
  };
  const placed = files.map((file) => {
    const there = known.get(file.sha256);
    return { file, key: there ?? free(), isThere: there !== undefined };
  });
  return {
    uploads: placed.filter(({ isThere }) => !isThere),
    checkpoint: {
      protocol: 1,
      files: placed.map(({ file, key }) => ({ path: file.path, key, size_bytes: file.sizeBytes, sha256: file.sha256 })),
    },
  };
}
