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

/**
 * A CSV of invented reviews: about 200 bytes a row, four in five inputs quoted, with commas, doubled quotes, some line breaks,
 * a little that is not ASCII, a few empty inputs.
 *
 * @returns chunks of about 1 MiB that together have at least `sizeBytes`.
 */
export function* reviews(sizeBytes: number, seed = 1): Generator<Buffer> {
  const random = randomFrom(seed);
  let written = 0;
  let text = "input,label\n";
  while (written < sizeBytes) {
    while (text.length < 2 ** 20 && written + text.length < sizeBytes) text += row(random);
    const chunk = Buffer.from(text);
    written += chunk.length;
    text = "";
    yield chunk;
  }
}

function row(random: () => number): string {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? "";
  const label = pick(LABELS);
  if (random() < EMPTY_SHARE) return `,${label}\n`;
  const words = Array.from({ length: 10 + Math.floor(random() * 60) }, () => pick(WORDS));
  if (random() < RARE_SHARE) words.push(pick(RARE_WORDS));
  const separator = random() < BREAK_SHARE ? "\n" : ", ";
  const middle = Math.floor(words.length / 2);
  const plain =
    words.slice(0, middle).join(" ") + (random() < QUOTED_SHARE ? separator : " ") + words.slice(middle).join(" ");
  return `${/[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain},${label}\n`;
}

/** Writes a file of invented reviews, a little larger than `sizeBytes`. */
export async function writeReviews(file: string, sizeBytes: number): Promise<void> {
  await pipeline(reviews(sizeBytes), createWriteStream(file));
}
