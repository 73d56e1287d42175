/** The table trainer's command line; see the trainer protocol in `@flash/schemas`. */
import { runTrainer } from "../run-trainer.ts";
import { stopOnSignals } from "../stop-request.ts";
import { tableTrainer } from "./train-table.ts";

process.exitCode = await runTrainer(tableTrainer, {
  argv: process.argv.slice(2),
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  stop: stopOnSignals(),
  now: Date.now,
});
