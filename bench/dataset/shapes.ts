import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** Words of invented reviews; a few need quotes, a few are not ASCII. */
const WORDS = (
  "the a an and or but with of to in it this that was were is film story scene plot music acting ending cast script camera " +
  "really quite very hardly never always great good bad boring lovely terrible watch again minutes friend evening money"
).split(" ");
const RARE_WORDS = ["café", "naïve", "“classic”", 'so-called "art"', "日本", "🎬"];
const LABELS = ["joy", "anger", "sadness", "fear", "love"];

/** Share of rows with a rare word, with a line break, and with an empty input. */
const RARE_SHARE = 0.08;
const BREAK_SHARE = 0.04;
const EMPTY_SHARE = 0.0035;
const QUOTED_SHARE = 0.8;

/** A random number in [0, 1) from a state that is kept by the caller's closure: the same seed gives the same file. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type RowOf = (random: () => number, index: number) => string;

/**
 * `reviews`: about 200 bytes a row, four in five inputs quoted, with commas, some line breaks, a little that is not ASCII, a few
 * empty inputs. `short`: 12 bytes a row. `long`: about 20,000. `labels`: reviews with 100,000 labels.
 */
export const SHAPES: Readonly<Record<string, RowOf>> = {
  reviews: (random) => review(random, pick(random, LABELS), 10 + Math.floor(random() * 60)),
  short: (random, index) => `t${index % 100_000},${pick(random, LABELS)}\n`,
  long: (random) => review(random, pick(random, LABELS), 4_000),
  labels: (random, index) => review(random, `label ${(index * 7_919) % 100_000}`, 10 + Math.floor(random() * 60)),
};

/** Writes a CSV of one shape, a little larger than `sizeBytes`. */
export async function writeDataset(file: string, sizeBytes: number, rowOf: RowOf): Promise<void> {
  await pipeline(chunks(sizeBytes, rowOf), createWriteStream(file));
}

function* chunks(sizeBytes: number, rowOf: RowOf): Generator<Buffer> {
  const random = randomFrom(1);
  let written = 0;
  let rows = 0;
  let text = "input,label\n";
  while (written < sizeBytes) {
    while (text.length < 2 ** 20 && written + text.length < sizeBytes) text += rowOf(random, rows++);
    const chunk = Buffer.from(text);
    written += chunk.length;
    text = "";
    yield chunk;
  }
}

function pick(random: () => number, words: readonly string[]): string {
  return words[Math.floor(random() * words.length)] ?? "";
}

function review(random: () => number, label: string, length: number): string {
  if (random() < EMPTY_SHARE) return `,${label}\n`;
  const words = Array.from({ length }, () => pick(random, WORDS));
  if (random() < RARE_SHARE) words.push(pick(random, RARE_WORDS));
  const separator = random() < BREAK_SHARE ? "\n" : ", ";
  const middle = Math.floor(words.length / 2);
  const plain =
    words.slice(0, middle).join(" ") + (random() < QUOTED_SHARE ? separator : " ") + words.slice(middle).join(" ");
  return `${/[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain},${label}\n`;
}
