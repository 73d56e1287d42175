import { TextReport } from "@flash/schemas";
import { expect, test } from "vitest";
import { stratifiedSplit } from "../src/split/stratified-split.ts";
import { reportOf } from "./report-of.ts";

const labels = Array.from({ length: 200 }, (_, row) => (row % 2 === 0 ? "spam" : "ham"));
const csv = (inputOf: (row: number) => string): string =>
  `input,label\n${labels.map((label, row) => `${inputOf(row)},${label}\n`).join("")}`;

test("where no input repeats there is nothing to leak", () => {
  expect(reportOf(csv((row) => `text ${row}`)).leakage).toBeNull();
});

test("the rows that would be held out and are trained on as well are those of the training server's split", () => {
  const inputOf = (row: number): string => `text ${row % 150}`;
  const { train, validation } = stratifiedSplit(labels, 0.8, 1);
  const trained = new Set(train.map(inputOf));
  const leaked = validation.filter((row) => trained.has(inputOf(row))).length;
  expect(leaked).toBeGreaterThan(0);
  expect(reportOf(csv(inputOf)).leakage).toEqual({ trainShare: 0.8, seed: 1, heldOut: validation.length, leaked });
});

test("the default split is what a training without choices uses", async () => {
  const { Training } = await import("@flash/schemas");
  const { hyperparameters } = Training.parse({ taskType: "text-classification" });
  const report = TextReport.parse(reportOf(csv(() => "the same")));
  expect(report.leakage).toMatchObject({ trainShare: hyperparameters.dataSplit, seed: hyperparameters.seed });
});

test("it is found out of as many rows as can be divided in time, however many of them repeat", () => {
  const repeated = (rows: number): string => `input,label\n${"same,a\nsame,b\n".repeat(rows / 2)}`;
  expect(reportOf(repeated(262_144)).leakage).toMatchObject({ heldOut: 52_428, leaked: 52_428 });
  expect(reportOf(repeated(262_146)).leakage).toBeNull();
});
