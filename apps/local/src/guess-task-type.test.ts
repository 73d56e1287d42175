import { expect, test } from "vitest";
import { guessTaskType } from "./guess-task-type.ts";

const numbers = Array.from({ length: 30 }, (_, row) => `${row},${row / 7}`).join("\n");

test.each([
  ["cats.ZIP", "PK", "image-classification"],
  ["spam.csv", "input,label\nhello,ham\n", "text-classification"],
  ["spam.csv", '\ufeff"Label";"Input"\r\nham;hello\r\n', "text-classification"],
  ["weather.csv", "rain,target\n1,fog\n2,sun\n", "tabular-classification"],
  ["ratings.csv", "size,target\n1,5\n2,4\n3,5\n", "tabular-classification"],
  ["prices.csv", `size,target\n${numbers}\ncut o`, "tabular-regression"],
  ["other.csv", "a,b\n1,2\n", undefined],
])("%s that begins with %j is for %s", (name, head, taskType) => {
  expect(guessTaskType(name, head)).toBe(taskType);
});
