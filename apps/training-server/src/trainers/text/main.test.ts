import { spawn } from "node:child_process";
import { join } from "node:path";
import { TrainerCapabilities } from "@flash/schemas";
import { expect, test } from "vitest";
import { jobFolder, learnableRows, modelDigest, outcomeOf, runHere } from "./job-folder.test-support.ts";
import type { Outcome } from "./job-folder.test-support.ts";

interface Ended extends Outcome {
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Start {
  /** `kill` is sent as soon as a line of standard output matches `when`. */
  readonly when?: RegExp;
  readonly kill?: NodeJS.Signals;
  readonly main?: string;
}

/** Starts the trainer as the agent does. */
function run(args: readonly string[], { when, kill, main = "main.ts" }: Start = {}): Promise<Ended> {
  const program = join(import.meta.dirname, main);
  const child = spawn(process.execPath, ["--conditions=@flash/source", program, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    if (!child.killed && when?.test(stdout) === true) child.kill(kill);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const whole = stdout.slice(0, stdout.lastIndexOf("\n") + 1);
      const outcome = args[0] === "train" ? outcomeOf(code ?? -1, whole) : { ...outcomeOf(code ?? -1, ""), events: [] };
      resolve({ ...outcome, signal, stdout, stderr });
    });
  });
}

test("probe prints what the trainer can do on one line", async () => {
  const { exit, stdout } = await run(["probe"]);
  expect(exit).toBe(0);
  expect(TrainerCapabilities.parse(JSON.parse(stdout))).toMatchObject({
    tasks: [{ task_type: "text-classification", models: ["lstm", "gru", "fasttext"] }],
    resume: true,
  });
});

test("a wrong command line is answered with the usage on standard error", async () => {
  const { exit, stdout, stderr } = await run(["train", "--job", "job.json"]);
  expect([exit, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("train needs --job, --data, --out and --checkpoint\nusage: train");
});

// Long enough to be hit in the middle: without the signal it would take half a minute.
const LONG = { model: "gru", epochs: 12, batch_size: 16 };
const rows = learnableRows(600);

test("SIGTERM ends training with a checkpoint and code 75", async () => {
  const folder = jobFolder({ ...LONG, epochs: 100 }, rows);
  const { exit, of } = await run(folder.arguments, { when: /"type":"epoch","epoch":1,/, kill: "SIGTERM" });
  expect(exit).toBe(75);
  expect(of("checkpoint").length).toBeGreaterThan(0);
  expect(of("error")).toEqual([]);
});

test("a run killed without warning ends, resumed, with the weights of an undisturbed one", async () => {
  const [undisturbed, folder] = [jobFolder(LONG, rows), jobFolder(LONG, rows)];
  const [killed] = await Promise.all([
    run(folder.arguments, {
      when: /"type":"checkpoint","epoch":[1-9]/,
      kill: "SIGKILL",
      main: "hasty-main.test-support.ts",
    }),
    runHere(undisturbed),
  ]);
  expect(killed.signal).toBe("SIGKILL");
  const resumed = await run([...folder.arguments, "--resume"]);
  expect(resumed.exit).toBe(0);
  expect(resumed.of("started")[0]?.resumed_from_epoch).toBeGreaterThan(0);
  expect(modelDigest(folder)).toBe(modelDigest(undisturbed));
});
