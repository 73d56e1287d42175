/**
 * The text trainer with a clock that is a tenth of a second further at each look: a checkpoint comes after every epoch, where the real
 * one may have learned all of a test's data before its first is due.
 */
import { runTrainer } from "../run-trainer.ts";
import { stopOnSignals } from "../stop-request.ts";
import { textTrainer } from "./train-text.ts";

let looks = 0;
process.exitCode = await runTrainer(textTrainer, {
  argv: process.argv.slice(2),
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  stop: stopOnSignals(),
  now: () => Date.now() + 100 * (looks += 1),
});
