import { describeProblem } from "@flash/validation";
import { exampleProblems } from "@flash/validation/testing";

/** Where docs/datasets.md has the table. */
export const SECTION = "problems";

/** One line for each code that a report can have, in the order of reports. */
export function problemsTable(): string {
  const lines = exampleProblems(3).map((problem) => {
    const { sentence, remedy } = describeProblem(problem);
    return `| \`${problem.code}\` | ${problem.severity} | ${escaped(sentence)} | ${escaped(remedy)} | ${problem.fix === undefined ? "" : `\`${problem.fix.type}\``} |`;
  });
  return ["| code | | what it says | what to do | fix |", "| --- | --- | --- | --- | --- |", ...lines].join("\n");
}

const escaped = (text: string): string => text.replaceAll("|", "\\|");
