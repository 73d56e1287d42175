#!/usr/bin/env -S node --conditions=@flash/source
/** The conformance kit: `npx flash-trainer-check -- COMMAND…`. See `--help`. */
import { checkTrainer } from "./check-trainer.ts";
import { HELP, parseCommandLine } from "./command-line.ts";
import { summaryText, verdictText } from "./report-text.ts";

async function main(): Promise<number> {
  const given = parseCommandLine(process.argv.slice(2));
  switch (given.kind) {
    case "help":
      process.stdout.write(HELP);
      return 0;
    case "usage":
      process.stderr.write(`${given.problem}\nTry --help.\n`);
      return 2;
    case "check": {
      const { json, ...options } = given;
      const onVerdict = (taskType: string, verdict: Parameters<typeof verdictText>[1]): void =>
        void (json || process.stdout.write(verdictText(taskType, verdict)));
      const report = await checkTrainer({ ...options, onVerdict });
      process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : summaryText(report));
      return report.conforms ? 0 : 1;
    }
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`The trainer cannot be checked: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
