import { readFile } from "node:fs/promises";
import { DatasetLimits, TASK_TYPES } from "@flash/schemas";
import { expect, test } from "vitest";
import { sectionOf, unaligned } from "../../build/page-section.ts";
import { problemsTable, SECTION } from "../../docs/problems/problems-table.ts";

const page = await readFile(new URL("../../docs/datasets.md", import.meta.url), "utf8");

test("the page on datasets lists every problem with its weight, what it says, what to do and its fix", () => {
  expect(unaligned(sectionOf(page, SECTION))).toEqual(unaligned(problemsTable()));
});

/** The cells of a table in Markdown, without the space that formatters put around them. */
const rowsOf = (markdown: string): string[][] =>
  markdown
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .split(/(?<!\\)\|/u)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const inWords = (name: string, value: number): string => {
  const binary = [3, 2].find((power) => name.endsWith("Bytes") && value % 1_024 ** power === 0);
  return binary === undefined
    ? value.toLocaleString("en-US")
    : `${value / 1_024 ** binary} ${["MiB", "GiB"][binary - 2]}`;
};

test("the page on datasets has the default of every limit that a deployment may change, and of no other", () => {
  const [, rules = ""] = page.split(/^## (?:Rules|Fixes)$/mu);
  const listed = rowsOf(rules).map(([limit = "", ...cells]) => [limit.replaceAll("`", ""), cells] as const);
  for (const [taskType, { dataset, maxDatasetBytes }] of Object.entries(TASK_TYPES)) {
    const at = ["text", "table", "images"].indexOf(dataset.kind);
    const said = Object.fromEntries(listed.flatMap(([name, cells]) => (cells[at] === "" ? [] : [[name, cells[at]]])));
    const numbers = Object.entries({ ...dataset, maxDatasetBytes }).filter(([, value]) => typeof value === "number");
    expect(said).toEqual(Object.fromEntries(numbers.map(([name, value]) => [name, inWords(name, Number(value))])));
    const limits = { [taskType]: Object.fromEntries(numbers) };
    expect(DatasetLimits.parse(limits)).toEqual(limits);
  }
});
