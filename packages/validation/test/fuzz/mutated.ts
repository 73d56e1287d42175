import type { Random } from "../../src/split/seeded-random.ts";
import type { CorpusFile } from "../corpus/corpus-file.ts";

/** Pieces that mean something to one reader or another. */
const NASTY: readonly (readonly number[])[] = [
  '"',
  '""',
  ",",
  ";",
  "\n",
  "\r\n",
  "\r",
  "\0",
  "'",
  "{",
  '{"input":"x","label":"y"}\n',
  "\xef\xbb\xbf",
  "\xff\xfe",
  "\x1f\x8b\x08",
  "PK\x03\x04",
  "PK\x05\x06",
  "PAR1",
  "\xed\xa0\x80",
  "\xf4\x90\x80\x80",
  "\xff\xff\xff\xff",
  "\x80",
  "1e999",
  "NaN",
].map((text) => Array.from(text, (character) => character.charCodeAt(0)));
const MOST_CHANGES = 8;
/** Larger files are in the corpus for their size alone. */
const MOST_BYTES = 200_000;

/** A file of the corpus, with a few changes that a broken disk, a broken tool or an enemy could make. */
export function mutated(corpus: readonly CorpusFile[], random: Random): CorpusFile {
  const small = corpus.filter(({ bytes }) => bytes.length <= MOST_BYTES);
  const pick = (): CorpusFile => {
    const file = small[random.below(small.length)];
    if (file === undefined) throw new RangeError("the corpus is empty");
    return file;
  };
  const file = pick();
  let bytes: number[] = [...file.bytes];
  const changes = random.below(MOST_CHANGES + 1);
  for (let change = 0; change < changes; change++) bytes = changedOnce(bytes, pick().bytes, random);
  // Now and then a file is read by the rules of another.
  const rules = random.below(20) === 0 ? pick().rules : file.rules;
  return { ...file, rules, bytes: Uint8Array.from(bytes) };
}

function changedOnce(bytes: readonly number[], other: Uint8Array, random: Random): number[] {
  const at = random.below(bytes.length + 1);
  const length = 1 + random.below(Math.max(1, Math.min(64, bytes.length)));
  switch (random.below(7)) {
    case 0:
      return bytes.map((byte, index) => (index === at ? byte ^ (1 << random.below(8)) : byte));
    case 1:
      return bytes.map((byte, index) => (index === at ? random.below(256) : byte));
    case 2:
      return bytes.toSpliced(at, length);
    case 3:
      return bytes.toSpliced(at, 0, ...(NASTY[random.below(NASTY.length)] ?? []));
    case 4:
      return bytes.toSpliced(at, 0, ...bytes.slice(at, at + length));
    case 5:
      return bytes.slice(0, at);
    default:
      return [...bytes.slice(0, at), ...other.subarray(random.below(other.length + 1))];
  }
}
