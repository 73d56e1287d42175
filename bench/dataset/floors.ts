const MB = 1_000_000;

/** Most of an archive's bytes that are read for its structure, and for its full check. */
const MOST_FOR_STRUCTURE = 0.02;
const MOST_FOR_FULL_CHECK = 1.05;
/** What a hundred times the data may take more. */
const MOST_GROWTH_BYTES = 40 * MB;
const SMALL_BYTES = 10 * MB;
const LARGE_BYTES = 1_000 * MB;

/** What was read of one archive. */
export interface ArchiveReading {
  readonly sizeBytes: number;
  readonly structureBytes: number;
  readonly bytesRead: number;
}

/** The most memory that was held for one file of rows. */
export interface Peak {
  readonly sizeBytes: number;
  readonly peakBytes: number;
}

/** @returns in words what is read of the archive beyond what may be; nothing where all is well. */
export function archiveFaults({ sizeBytes, structureBytes, bytesRead }: ArchiveReading): string[] {
  const isRead = (bytes: number, most: number, what: string): string[] =>
    bytes <= sizeBytes * most ? [] : [`${what} reads ${percent(bytes / sizeBytes)}, at most ${percent(most)} may be`];
  return [
    ...isRead(structureBytes, MOST_FOR_STRUCTURE, "the structure of an archive"),
    ...isRead(bytesRead, MOST_FOR_FULL_CHECK, "the full check of an archive"),
  ];
}

/** @returns the same of memory, where 10 MB and 1 GB were both measured. */
export function memoryFaults(peaks: readonly Peak[]): string[] {
  const at = (wanted: number): number | undefined => peaks.find(({ sizeBytes }) => sizeBytes === wanted)?.peakBytes;
  const small = at(SMALL_BYTES);
  const large = at(LARGE_BYTES);
  if (small === undefined || large === undefined || large - small <= MOST_GROWTH_BYTES) return [];
  return [
    `1 GB takes ${Math.round((large - small) / MB)} MB more than 10 MB, at most ${MOST_GROWTH_BYTES / MB} may be`,
  ];
}

export const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
