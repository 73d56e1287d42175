import { describe, expect, test } from "vitest";
import { fileOf } from "./document.ts";

/** What each row of a table says in its last column. */
const lastCells = (table: string): readonly string[] =>
  table
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| -"))
    .slice(1)
    .map((line) => line.split("|").at(-2)?.trim() ?? "");

/** Files that are named, and the titles that stand right after each. */
const namedIn = (text: string) =>
  [...text.matchAll(/`([\w./-]+\/[\w.-]+\.ts)`(?:: ((?:"[^"]+"(?:, )?)+))?/gu)].map(([, file = "", titles = ""]) => ({
    file,
    titles: titlesIn(titles),
  }));
const titlesIn = (text: string): readonly string[] => [...text.matchAll(/"([^"]+)"/gu)].map(([, title = ""]) => title);

/** `…` stands for what was left out at an end. */
const partOf = (title: string): string => title.replaceAll(/^… | …$/gu, "");

const [, threats = ""] = (await fileOf("docs/threat-model.md")).split("## Threats");
describe.each([
  ["threats of docs/threat-model.md", threats, 20],
  ["rows of docs/failure-modes.md", await fileOf("docs/failure-modes.md"), 18],
] as const)("the %s", (_, page, least) => {
  const cells = lastCells(page);

  test("have each a test, unless there is nothing to be tested", () => {
    expect(cells.length).toBeGreaterThan(least);
    expect(cells.filter((cell) => cell !== "–" && !/\.test\.ts`/u.test(cell))).toEqual([]);
  });

  test("name files that exist, and titles that tests have there", async () => {
    for (const cell of cells) {
      const named = namedIn(cell);
      expect(named.flatMap(({ titles }) => titles)).toEqual(titlesIn(cell));
      for (const { file, titles } of named) {
        const source = await fileOf(file);
        for (const title of titles) expect(source, `${file} has a test with this title`).toContain(partOf(title));
      }
    }
  });
});
