import { describeProblem } from "@flash/validation";
import { exampleProblems } from "@flash/validation/testing";

const BEGIN = "<!-- problems -->";
const END = "<!-- /problems -->";

/** One line for each code that a report can have, in the order of reports. */
export function problemsTable(): string {
  const lines = exampleProblems(3).map((problem) => {
    const { sentence, remedy } = describeProblem(problem);
    return `| \`${problem.code}\` | ${problem.severity} | ${escaped(sentence)} | ${escaped(remedy)} | ${problem.fix === undefined ? "" : `\`${problem.fix.type}\``} |`;
  });
  return ["| code | | what it says | what to do | fix |", "| --- | --- | --- | --- | --- |", ...lines].join("\n");
}

/** The page with the table in its place; where there is none yet, at its end. */
export function withTable(page: string, table: string): string {
  const [before = "", rest] = page.split(BEGIN);
  const after = rest?.split(END)[1] ?? "\n";
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
}

/** The cells of a table in Markdown, without the space that formatters put around them. */
export const rowsOf = (markdown: string): string[][] =>
  markdown
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .split(/(?<!\\)\|/u)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const escaped = (text: string): string => text.replaceAll("|", "\\|");
