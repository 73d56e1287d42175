import { type DatasetProblem, type DatasetRules, TASK_TYPES, Training } from "@flash/schemas";
import { describe, expect, test } from "vitest";
import { stratifiedSplit } from "../src/split/stratified-split.ts";
import { validateDataset } from "../src/validate-dataset.ts";
import { sourceOf } from "./in-ranges.ts";
import { bytesOf, reportOf } from "./report-of.ts";

async function leakedIn(csv: string, rules: DatasetRules): Promise<DatasetProblem | undefined> {
  const { problems } = await validateDataset(sourceOf(bytesOf(csv), 65_536), rules);
  return problems.find(({ code }) => code === "leaked_rows");
}

const ROWS = 200;
/** The class of a row, or its number. */
const CLASSES = ["spam", "ham", "eggs, too"];
const targetOf = (row: number): string => CLASSES[row % CLASSES.length] ?? "";

/** How rows with an input, or with features, are written; the target is in quotes where it has to be. */
const KINDS = {
  "text-classification": {
    header: "input,label",
    write: (input: number, row: number) => `text ${input},"${targetOf(row)}"`,
    labelOf: targetOf,
  },
  "tabular-classification": {
    header: "size,target,colour",
    write: (input: number, row: number) =>
      `${input},${row % 3 === 2 ? `"${targetOf(row)}"` : targetOf(row)},"blue ${input % 7}"`,
    labelOf: targetOf,
  },
  "tabular-regression": {
    header: "size,colour,target",
    write: (input: number, row: number) => `${input},"blue ${input % 7}",${row / 4}`,
    labelOf: () => "",
  },
} as const;

describe.each(Object.entries(KINDS))("%s", (taskType, { header, write, labelOf }) => {
  const csv = (inputOf: (row: number) => number): string =>
    `${header}\n${Array.from({ length: ROWS }, (_, row) => `${write(inputOf(row), row)}\n`).join("")}`;
  const { dataset } = TASK_TYPES[taskType as keyof typeof KINDS];

  test("where nothing repeats there is nothing to leak", async () => {
    expect(
      await leakedIn(
        csv((row) => row),
        dataset,
      ),
    ).toBeUndefined();
  });

  test("leaks those rows that a training without choices holds out and trains on as well", async () => {
    const { hyperparameters } = Training.parse({ taskType });
    const inputOf = (row: number): number => row % 151;
    const labels = Array.from({ length: ROWS }, (_, row) => labelOf(row));
    const { train, validation } = stratifiedSplit(labels, hyperparameters.dataSplit, hyperparameters.seed);
    const trained = new Set(train.map(inputOf));
    const leaked = validation.filter((row) => trained.has(inputOf(row))).length;
    expect(leaked).toBeGreaterThan(5);
    expect(await leakedIn(csv(inputOf), dataset)).toMatchObject({
      severity: "warning",
      count: leaked,
      details: { heldOut: validation.length },
    });
  });
});

test("it is found out of as many rows as can be divided in time, however many of them repeat", () => {
  const leaked = (rows: number) =>
    reportOf(`input,label\n${"same,a\nsame,b\n".repeat(rows / 2)}`).problems.find(({ code }) => code === "leaked_rows");
  expect(leaked(262_144)).toMatchObject({ count: 52_428, details: { heldOut: 52_428 } });
  expect(leaked(262_146)).toBeUndefined();
});
