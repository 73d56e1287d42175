import { seededRandom } from "../../trainers/learning/random.ts";
import { csvOf } from "./csv.ts";
import type { Sample } from "./sample.ts";

const ROWS = 160;
const COLOURS = ["red", "green", "blue, dark"];

/**
 * Numbers, words and missing values, from which the target follows but for some noise.
 *
 * @param target - what the target column holds.
 */
export function tableSample(target: "class" | "number", targetColumn: string): Sample {
  const random = seededRandom(12);
  const rows = Array.from({ length: ROWS }, () => {
    const [size, weight, colour] = [random.next() * 10, random.next() * 100, random.below(COLOURS.length)];
    const value = 3 * size + weight / 10 + (colour === 2 ? 8 : 0) + random.next();
    const isMissing = random.next() < 0.05;
    const cells = [size.toFixed(3), isMissing ? "" : weight.toFixed(1), COLOURS[colour] ?? ""];
    return { cells, target: target === "number" ? value.toFixed(3) : value > 22 ? "high" : "low" };
  });
  const header = ["size", "weight", "colour", targetColumn];
  const csv = csvOf([header, ...rows.map(({ cells, target: answer }) => [...cells, answer])]);
  const isRegression = target === "number";
  return {
    classes: isRegression ? [] : ["high", "low"],
    labels: rows.map(({ target: answer }) => (isRegression ? "" : answer)),
    files: new Map([["data.csv", csv]]),
  };
}
