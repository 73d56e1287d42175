import type { ImageRules } from "@flash/schemas";
import type { DirectoryRefusal } from "../zip/directory.ts";
import type { StructureFault } from "../zip/structure.ts";
import type { Finding, ProblemLog } from "../report/problem-log.ts";

/** Reports what makes an archive unreadable or hostile: with any of it nothing is unpacked. */
export function reportFaults(faults: readonly StructureFault[], rules: ImageRules, log: ProblemLog): void {
  const methods = [...new Set(faults.flatMap((fault) => (fault.fault === "unknown_method" ? [fault.method] : [])))];
  for (const fault of faults) {
    const entry = "entry" in fault ? fault.entry : undefined;
    log.add(findingOf(fault, rules, methods), entry && (() => ({ entry: entry.name })));
  }
}

function findingOf(fault: StructureFault, rules: ImageRules, methods: number[]): Finding {
  switch (fault.fault) {
    case "unsafe_name":
      return { code: "unsafe_name", details: { reason: fault.reason } };
    case "clashing_name":
      return { code: "clashing_names", details: {} };
    case "encrypted":
      return { code: "encrypted_files", details: {} };
    case "overlaps":
      return { code: "overlapping_files", details: {} };
    case "unknown_method":
      return { code: "unknown_compression", details: { methods } };
    case "bomb":
      return { code: "compression_bomb", details: { limitRatio: rules.maxRatio } };
    case "unpacks_too_large":
      return {
        code: "unpacks_too_large",
        details: { unpackedBytes: fault.unpackedBytes, limitBytes: rules.maxUnpackedBytes },
      };
  }
}

type NotZip = Extract<Finding, { code: "not_zip" }>["details"]["found"];

const SIGNATURES: readonly (readonly [found: NotZip, at: number, ...bytes: number[]])[] = [
  ["gzip", 0, 0x1f, 0x8b],
  ["rar", 0, 0x52, 0x61, 0x72, 0x21],
  ["7z", 0, 0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c],
  ["xz", 0, 0xfd, 0x37, 0x7a, 0x58, 0x5a],
  ["zstd", 0, 0x28, 0xb5, 0x2f, 0xfd],
  ["bzip2", 0, 0x42, 0x5a, 0x68],
  ["tar", 257, 0x75, 0x73, 0x74, 0x61, 0x72],
  ["jpeg", 0, 0xff, 0xd8, 0xff],
  ["png", 0, 0x89, 0x50, 0x4e, 0x47],
  ["pdf", 0, 0x25, 0x50, 0x44, 0x46],
];
/** Bytes of a file that {@link refusalOf} wants to see. */
export const HEAD_BYTES = 262;

/** Why there is no directory to read. @param head - the first {@link HEAD_BYTES}, or all when there are fewer. */
export function refusalOf(refusal: DirectoryRefusal, head: Uint8Array): Finding {
  if ("limit" in refusal) {
    return { code: "too_many_files", details: { files: refusal.entries, limit: refusal.limit } };
  }
  if (refusal.damage === "no_end" && !isZip(head)) return { code: "not_zip", details: { found: whatIs(head) } };
  return { code: "archive_damaged", details: { reason: refusal.damage } };
}

/** A ZIP begins with an entry; one that is empty has no end either when it comes here. */
function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b;
}

function whatIs(head: Uint8Array): NotZip {
  if (head.length === 0) return "empty";
  const known = SIGNATURES.find(([, at, ...bytes]) => bytes.every((byte, index) => head[at + index] === byte));
  if (known !== undefined) return known[0];
  return head.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d)) ? "text" : "unknown";
}
