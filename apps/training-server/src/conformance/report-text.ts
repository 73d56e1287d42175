import type { CheckReport } from "./check-trainer.ts";
import type { Verdict } from "./checks/check.ts";

const MARK = { passed: "ok  ", failed: "FAIL", skipped: "skip" } as const satisfies Record<Verdict["outcome"], string>;

/** One verdict as lines for a terminal, each with a line feed. */
export const verdictText = (taskType: string, { outcome, name, findings }: Verdict): string =>
  [`${MARK[outcome]}  ${taskType}: ${name}`, ...findings.map((finding) => `      ${finding}`)]
    .map((line) => `${line}\n`)
    .join("");

/** What it all comes to. */
export function summaryText({ trainer, conforms, verdicts }: CheckReport): string {
  const count = (outcome: Verdict["outcome"]): number => verdicts.filter((one) => one.outcome === outcome).length;
  const name = trainer === null ? "The trainer" : `${trainer.name} ${trainer.version}`;
  const counts = `${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`;
  return `\n${name} ${conforms ? "conforms" : "does not conform"} to the contract: ${counts}.\n`;
}
