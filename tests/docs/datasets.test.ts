import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { problemsTable, rowsOf } from "../../docs/problems/problems-table.ts";

const page = await readFile(new URL("../../docs/datasets.md", import.meta.url), "utf8");

test("the page on datasets lists every problem with its weight, what it says, what to do and its fix", () => {
  const [, listed = ""] = page.split(/<!-- \/?problems -->/u);
  expect(rowsOf(listed)).toEqual(rowsOf(problemsTable()));
});
