import type { ProblemDetails } from "@flash/schemas";
import { beginsWith, COMMON_FORMATS, formatOf, PARQUET, UTF8_MARK } from "../bytes/signature.ts";
import { SPACE } from "../csv/byte-classes.ts";

type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** What the beginning of a file says about all of it. */
export type Sniffed =
  | { kind: "csv" | "jsonl"; encoding: Encoding; bomBytes: 0 | 2 | 3 }
  | { kind: "json_array" }
  | { kind: "binary"; found: ProblemDetails<"not_text">["found"] };

/** How much of a file {@link sniff} wants to see, in bytes; less when the file is shorter. */
export const SNIFF_BYTES = 16_384;

const SIGNATURES: readonly (readonly [ProblemDetails<"not_text">["found"], string])[] = [
  ["zip", "PK\x03\x04"],
  ["zip", "PK\x05\x06"],
  ["parquet", PARQUET],
  ["sqlite", "SQLite f"],
  ["xls", "\xd0\xcf\x11\xe0"],
  ...COMMON_FORMATS,
];

const MARK_BYTES: readonly number[] = [0xef, 0xbb, 0xbf, 0xff, 0xfe];

/** Text has next to no control characters; random bytes are 11 % of them. */
const CONTROL_SHARE = 0.05;
/** So few say nothing: a short file with one NUL byte is text with a NUL byte. */
const CONTROL_LEAST = 4;
/** English in UTF-16 has a NUL in every character; the least share that we take for it. */
const UTF16_SHARE = 0.7;

/**
 * Tells text from binary files, CSV from JSON, and finds the encoding. @param head - the first {@link SNIFF_BYTES}.
 */
export function sniff(head: Uint8Array): Sniffed {
  const encoding = encodingOf(head);
  if (encoding === undefined) return { kind: "binary", found: formatOf(head, SIGNATURES) ?? "unknown" };
  switch (firstSigns(head)) {
    case "{":
      return { kind: "jsonl", ...encoding };
    case "[{":
      return { kind: "json_array" };
    default:
      return { kind: "csv", ...encoding };
  }
}

/** @returns undefined for what is no text. */
function encodingOf(head: Uint8Array): { encoding: Encoding; bomBytes: 0 | 2 | 3 } | undefined {
  if (beginsWith(head, UTF8_MARK)) return { encoding: "utf-8", bomBytes: 3 };
  if (beginsWith(head, "\xff\xfe")) return { encoding: "utf-16le", bomBytes: 2 };
  if (beginsWith(head, "\xfe\xff")) return { encoding: "utf-16be", bomBytes: 2 };
  if (formatOf(head, SIGNATURES) !== undefined) return undefined;
  const pairs = Math.floor(head.length / 2);
  if (pairs >= CONTROL_LEAST && nulsAt(head, 1) >= pairs * UTF16_SHARE) return { encoding: "utf-16le", bomBytes: 0 };
  if (pairs >= CONTROL_LEAST && nulsAt(head, 0) >= pairs * UTF16_SHARE) return { encoding: "utf-16be", bomBytes: 0 };
  const controls = head.reduce((count, byte) => count + Number(isControl(byte)), 0);
  if (controls >= CONTROL_LEAST && controls > head.length * CONTROL_SHARE) return undefined;
  return { encoding: "utf-8", bomBytes: 0 };
}

/** What the text begins with, if it is JSON: byte-order marks, white space and the NULs of UTF-16 left out. */
function firstSigns(head: Uint8Array): string {
  let signs = "";
  for (const byte of head) {
    if (byte <= SPACE || MARK_BYTES.includes(byte)) continue;
    signs += String.fromCharCode(byte);
    if (signs !== "[") break;
  }
  return signs;
}

/** NUL bytes at the even (`first` = 0) or odd (1) offsets whose partner is not NUL: zeros throughout are no text. */
function nulsAt(head: Uint8Array, first: 0 | 1): number {
  let count = 0;
  for (let at = 0; at + 1 < head.length; at += 2) {
    if (head[at + first] === 0 && head[at + 1 - first] !== 0) count++;
  }
  return count;
}

/** Tab to carriage return, and escape, occur in text. */
function isControl(byte: number): boolean {
  return byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b) || byte === 0x7f;
}
