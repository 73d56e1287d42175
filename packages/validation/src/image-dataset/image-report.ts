import type { DroppedImages, ImageReport, ImageRules } from "@flash/schemas";
import type { ByteSource } from "../bytes/byte-source.ts";
import { listed } from "../report/class-verdict.ts";
import type { ProblemLog } from "../report/problem-log.ts";
import { toleranceOf } from "../report/tolerance.ts";
import type { Directory } from "../zip/directory.ts";
import { ImageFacts } from "./image-facts.ts";

/** What was read of an archive that was not refused. */
interface ImagesRead {
  readonly facts: ImageFacts;
  readonly total: number;
  readonly dropped: DroppedImages;
  readonly digest: ImageReport["digest"];
}

/**
 * What is told of an archive of images.
 *
 * @param directory - null: it has none that can be read.
 * @param read - left out: the archive was refused by its directory.
 */
export function imageReport(
  { sizeBytes }: ByteSource,
  directory: Directory | null,
  { rules, log }: { readonly rules: ImageRules; readonly log: ProblemLog },
  read: ImagesRead = { facts: new ImageFacts(), total: 0, dropped: noneDropped(), digest: null },
): ImageReport {
  const { facts, total, dropped, digest } = read;
  const { kept } = facts;
  const tolerance = toleranceOf(rules, total - kept - dropped.tooManyClasses, total);
  const problems = log.list(!tolerance.exceeded);
  return {
    kind: "images",
    valid: problems.every(({ severity }) => severity === "warning"),
    complete: digest !== null,
    sizeBytes,
    digest,
    archive: directory && archiveFacts(directory),
    rows: { total, kept, dropped },
    tolerance,
    classes: listed(facts.classes().map(({ label, rows, samples }) => ({ label, rows, samples }))),
    parts: facts.parts(),
    ...facts.shapes(),
    problems,
  };
}

function archiveFacts({ entries, zip64 }: Directory): NonNullable<ImageReport["archive"]> {
  const unpackedBytes = entries.reduce((sum, entry) => sum + entry.unpackedBytes, 0);
  return { entries: entries.length, zip64, unpackedBytes };
}

export function noneDropped(): DroppedImages {
  return {
    noClass: 0,
    labelTooLong: 0,
    tooManyClasses: 0,
    fileTooLarge: 0,
    damaged: 0,
    corrupt: 0,
    unsupported: 0,
    imageTooLarge: 0,
  };
}
