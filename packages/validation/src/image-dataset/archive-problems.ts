import { beginsWith, COMMON_FORMATS, formatOf } from "../bytes/signature.ts";
import type { DirectoryRefusal } from "../zip/directory.ts";
import type { StructureFault } from "../zip/structure.ts";
import type { Finding, ProblemLog } from "../report/problem-log.ts";

/** Reports what makes an archive unreadable or hostile: with any of it nothing is unpacked. */
export function reportFaults(faults: readonly StructureFault[], log: ProblemLog): void {
  for (const { finding, entry } of faults) log.add(finding, entry && (() => ({ entry: entry.name })));
}

type NotZip = Extract<Finding, { code: "not_zip" }>["details"]["found"];

const SIGNATURES: readonly (readonly [found: NotZip, signature: string])[] = [
  ["rar", "Rar!"],
  ["7z", "7z\xbc\xaf\x27\x1c"],
  ["xz", "\xfd7zXZ"],
  ["bzip2", "BZh"],
  ["tar", `${"?".repeat(257)}ustar`],
  ...COMMON_FORMATS,
];
/** Bytes of a file that {@link refusalOf} wants to see. */
export const HEAD_BYTES = 262;

/** Why there is no directory to read. @param head - the first {@link HEAD_BYTES}, or all when there are fewer. */
export function refusalOf(refusal: DirectoryRefusal, head: Uint8Array): Finding {
  if ("limit" in refusal) {
    return { code: "too_many_files", details: { files: refusal.entries, limit: refusal.limit } };
  }
  // A ZIP begins with an entry; one that is empty has no end either when it comes here.
  const isZip = beginsWith(head, "PK");
  if (refusal.damage === "no_end" && !isZip) return { code: "not_zip", details: { found: whatIs(head) } };
  return { code: "archive_damaged", details: { reason: refusal.damage } };
}

function whatIs(head: Uint8Array): NotZip {
  if (head.length === 0) return "empty";
  const known = formatOf(head, SIGNATURES);
  if (known !== undefined) return known;
  return head.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d)) ? "text" : "unknown";
}
