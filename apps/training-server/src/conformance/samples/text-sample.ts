import { seededRandom } from "../../trainers/learning/random.ts";
import { csvOf } from "./csv.ts";
import type { Sample } from "./sample.ts";

const ROWS = 160;
const COMMON = ["the", "a", "of", "new", "today", "again", "we", "they"];
/** With what real texts bring: quotes, commas, line breaks, other alphabets, and a class whose name has a comma. */
const OWN = {
  "food, drink": ["soup", "bread", 'a "cup"', "käse"],
  sport: ["goal", "match", "team,", "трене\nр"],
};

/** Two classes, each with words of its own among common ones. */
export function textSample(): Sample {
  const random = seededRandom(11);
  const classes = ["food, drink", "sport"] as const;
  const labels = Array.from({ length: ROWS }, (_, row) => classes[row % 3 === 0 ? 1 : 0]);
  const pick = (words: readonly string[]): string => words[random.below(words.length)] ?? "";
  const textOf = (label: (typeof classes)[number]): string => {
    const words = Array.from({ length: 4 + random.below(12) }, () => pick(random.next() < 0.4 ? OWN[label] : COMMON));
    return [...words, pick(OWN[label])].join(" ");
  };
  const rows = labels.map((label) => [textOf(label), label]);
  return { classes, labels, files: new Map([["data.csv", csvOf([["input", "label"], ...rows])]]) };
}
