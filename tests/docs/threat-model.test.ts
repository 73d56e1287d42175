import { expect, test } from "vitest";
import { fileOf } from "./document.ts";

const page = await fileOf("docs/threat-model.md");

/** A file that is named, and the titles that stand right after it. */
const NAMED = [...page.matchAll(/`([\w./-]+\/[\w.-]+\.ts)`(?:: ((?:"[^"]+"(?:, )?)+))?/gu)].map(
  ([, file = "", titles = ""]) => ({
    file,
    titles: [...titles.matchAll(/"([^"]+)"/gu)].map(([, title = ""]) => title),
  }),
);
/** `…` stands for what was left out at an end. */
const partOf = (title: string): string => title.replaceAll(/^… | …$/gu, "");

test("every file that the threat model names exists, and so does every test that it quotes", async () => {
  for (const { file, titles } of NAMED) {
    const source = await fileOf(file);
    for (const title of titles) expect(source, `${file} has a test with this title`).toContain(partOf(title));
  }
});

test("every threat has a test, and every quoted title follows its file", () => {
  const [, threats = ""] = page.split("## Threats");
  const rows = threats.split("\n").filter((line) => /^\| (?!-|threat )/u.test(line));
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((row) => !/\.test\.ts`[^|]*\|$/u.test(row))).toEqual([]);
  const quoted = [...threats.matchAll(/"([^"]+)"/gu)].map(([, title]) => title);
  expect(NAMED.flatMap(({ titles }) => titles)).toEqual(quoted);
});
