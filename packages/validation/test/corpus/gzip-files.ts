import { gzipSync, type ZlibOptions } from "node:zlib";
import { bytesOf, type Content, type CorpusFile, PLAIN, textFile, utf16le } from "./corpus-file.ts";

const packed = (content: Content, options: ZlibOptions = {}): number[] => [...gzipSync(bytesOf(content), options)];
const LONG = `input,label\n${Array.from({ length: 3_000 }, (_, at) => `text number ${at},${"ab"[at % 2]}\n`).join("")}`;
const changed = (bytes: readonly number[], at: number): number[] => bytes.with(at, (bytes.at(at) ?? 0) ^ 0xff);

/** A header with every field that there is: extra, name, comment and its own checksum. */
function withAllFields(content: string): number[] {
  const [, , method, , ...rest] = packed(content);
  const fields = [3, 0, 1, 2, 3, ...bytesOf("plain.csv\0"), ...bytesOf("made by hand\0"), 0x12, 0x34];
  return [0x1f, 0x8b, method ?? 8, 2 | 4 | 8 | 16, ...rest.slice(0, 6), ...fields, ...rest.slice(6)];
}

export const GZIP_FILES: readonly CorpusFile[] = [
  textFile("plain.csv.gz", [packed(PLAIN)]),
  textFile("stored.csv.gz", [packed(PLAIN, { level: 0 })]),
  textFile("long.csv.gz", [packed(LONG)]),
  textFile("fixed-codes.csv.gz", [packed(PLAIN, { strategy: 4 })]),
  textFile("huffman-only.csv.gz", [packed(LONG, { strategy: 2 })]),
  textFile("runs.csv.gz", [packed(`input,label\n${"x".repeat(70_000)},a\ntwo,b\nthree,a\nfour,b\n`)], [], {
    longInputCharacters: 100_000,
  }),
  textFile("all-header-fields.csv.gz", [withAllFields(PLAIN)]),
  textFile("two-members.csv.gz", [packed(PLAIN.slice(0, 20)), packed(PLAIN.slice(20))]),
  textFile("zeros-behind-it.csv.gz", [packed(PLAIN), [0, 0, 0, 0]]),
  textFile("empty-member.csv.gz", [packed(""), packed(PLAIN)]),
  textFile("utf-16.csv.gz", [packed([[0xff, 0xfe], utf16le(PLAIN)])]),
  textFile("plain.jsonl.gz", [
    packed(
      PLAIN.split("\n")
        .slice(1, 5)
        .map((row) => `${JSON.stringify({ input: row.split(",")[0], label: row.split(",")[1] })}\n`)
        .join(""),
    ),
  ]),
  textFile("empty.gz", [packed("")], ["empty_file"]),
  textFile("packed-twice.csv.gz", [packed([packed(PLAIN)])], ["not_text"]),
  textFile("tar-of-zeros.gz", [packed([Array.from({ length: 10_240 }, () => 0)])], ["not_text"]),
  textFile("cut-off.csv.gz", [packed(LONG).slice(0, -2_000)], ["damaged_gzip"]),
  textFile("nothing-but-magic.gz", [[0x1f, 0x8b]], ["damaged_gzip"]),
  textFile("without-its-last-byte.csv.gz", [packed(PLAIN).slice(0, -1)], ["damaged_gzip"]),
  textFile("wrong-checksum.csv.gz", [changed(packed(PLAIN), -8)], ["damaged_gzip"]),
  textFile("wrong-length.csv.gz", [changed(packed(PLAIN), -4)], ["damaged_gzip"]),
  textFile("wrong-method.gz", [[0x1f, 0x8b, 7, 0, 0, 0, 0, 0, 0, 3]], ["damaged_gzip"]),
  textFile("block-of-no-kind.gz", [[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x07, 0]], ["damaged_gzip"]),
  textFile("text-behind-it.csv.gz", [packed(PLAIN), "\nmore"], ["damaged_gzip"]),
  textFile("more-than-allowed.csv.gz", [packed(LONG)], ["unpacks_too_large"], { maxUnpackedBytes: 10_000 }),
  textFile("one-endless-line.csv.gz", [packed("x".repeat(5_000_000))], [["row_too_long", 1, "line 1"]]),
];
