import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** A section of a Markdown page is made by a command, and stands between `<!-- NAME: begin -->` and `<!-- NAME: end -->`. */
const patternOf = (name: string): RegExp => new RegExp(`(<!-- ${name}: begin -->)([^]*)(<!-- ${name}: end -->)`, "u");

/** @throws Error when the page has no such section. */
export function sectionOf(page: string, name: string): string {
  const text = patternOf(name).exec(page)?.[2];
  if (text === undefined) throw new Error(`there is no section ${name}`);
  return text;
}

/** Replaces sections by their names, and has the page formatted as `npm run check` wants it. @throws Error as {@link sectionOf}. */
export async function writeSections(file: URL, sections: Readonly<Record<string, string>>): Promise<void> {
  let page = await readFile(file, "utf8");
  for (const [name, text] of Object.entries(sections)) {
    sectionOf(page, name);
    page = page.replace(patternOf(name), (_, begin: string, __, end: string) => `${begin}\n\n${text}\n\n${end}`);
  }
  await writeFile(file, page);
  const formatter = join(ROOT, "node_modules", "oxfmt", "bin", "oxfmt");
  execFileSync(process.execPath, [formatter, fileURLToPath(file)], { cwd: ROOT });
}

/** The lines of a table as they are before a formatter aligns columns, and rules them with as many dashes as they are wide. */
export const unaligned = (table: string): string[] =>
  table
    .trim()
    .split("\n")
    .map((line) => line.replaceAll(/\s+|-{3,}/gu, " ").trim());
