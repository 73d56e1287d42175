/**
 * The smallest trainer that keeps the whole contract, and breaks one rule of it, which its first argument names. What it "learns" is a number
 * that only grows step by step, so that a lost step shows.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const [, , fault = "none", ...rest] = process.argv;
const text = { type: "string", default: "" } as const;
const { values, positionals } = parseArgs({
  args: rest,
  allowPositionals: true,
  options: { job: text, data: text, out: text, checkpoint: text, resume: { type: "boolean", default: false } },
});
const EPOCHS = 6;
const STEPS = 5;

/** One that does not flush is heard long after it spoke. */
const timeOf = (kind: string): number =>
  kind === "seconds" ? Math.floor(Date.now() / 1_000) : Date.now() - (kind === "unflushed" ? 5_000 : 0);

let seq = 0;
const say = (type: string, fields: object): void =>
  void process.stdout.write(
    `${JSON.stringify({ type, seq: fault === "numbers" ? 7 : seq++, ts: timeOf(fault), ...fields })}\n`,
  );

class Refused extends Error {
  readonly exit: number;
  readonly code: string;
  constructor(exit: number, code: string, message: string) {
    super(message);
    this.exit = exit;
    this.code = code;
  }
}

let isStopped = false;
/** One that is deaf goes on, as if every step took its time. */
let stepMs = 1;
process.on("SIGTERM", () => (fault === "deaf" ? (stepMs = 100) : (isStopped = true)));
const letSignalsIn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, stepMs));

/** More than any pipe to a trainer's reader holds, as lines of log. */
const MORE_THAN_A_PIPE = `${"x".repeat(8_191)}\n`.repeat(64);
/** Once this has been written, all that was said before has been read: a signal that follows from it has been sent. */
const wasRead = (): Promise<void> => new Promise((resolve) => process.stdout.write(MORE_THAN_A_PIPE, () => resolve()));

const json = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, "utf8"));

function whole(path: string, content: string): void {
  writeFileSync(`${path}.tmp`, content);
  renameSync(`${path}.tmp`, path);
}

function readJob(): { classes: string[]; split: { train: number[]; validation: number[] }; id: unknown } {
  const job = json(values.job);
  if (fault !== "credulous") {
    if (job["protocol"] !== 1) throw new Refused(3, "unsupported", "This trainer speaks protocol 1.");
    if (job["task_type"] !== "text-classification") throw new Refused(3, "unsupported", "Only texts are trained here.");
    const { epochs } = job["params"] as { epochs: unknown };
    if (typeof epochs !== "number") throw new Refused(2, "bad_params", "epochs must be a number.");
  }
  const split = json(join(values.data, "split.json")) as { train: number[]; validation: number[] };
  const records = existsSync(join(values.data, "data.csv"))
    ? readFileSync(join(values.data, "data.csv"), "utf8").split('"\n').length - 2
    : 0;
  if (fault !== "credulous" && [...split.train, ...split.validation].some((record) => record >= records))
    throw new Refused(2, "bad_input", "split.json names records that data.csv lacks.");
  return { classes: job["classes"] as string[], split, id: job["job_id"] };
}

const checkpointFile = join(values.checkpoint, "state.json");
const keep = (state: object): void => {
  mkdirSync(values.checkpoint, { recursive: true });
  whole(checkpointFile, JSON.stringify(state));
};

async function train(): Promise<void> {
  const { classes, split, id } = readJob();
  say("phase", { name: "load", total: 1 });
  const counts = { train_count: split.train.length, val_count: split.validation.length, class_count: classes.length };
  say("started", {
    protocol: 1,
    trainer: { name: "broken", version: fault },
    device: "cpu",
    threads: 1,
    model: "count",
    ...counts,
  });
  let state = { epoch: 0, learned: fault === "dice" ? Math.random() : 1 };
  if (values.resume && fault !== "forgets") state = json(checkpointFile) as typeof state;
  if (values.resume && fault === "forgets") state = { epoch: 3, learned: 5 };
  say("phase", { name: "train" });
  await wasRead();
  for (let epoch = state.epoch + 1; epoch <= EPOCHS; epoch += 1) {
    for (let step = 0; step < STEPS; step += 1) {
      await letSignalsIn();
      if (isStopped) return stop();
      state.learned = (state.learned * 31 + step) % 1_000_003;
    }
    state.epoch = epoch;
    const figures = { train_loss: 1 / epoch, val_loss: 1 / epoch, train_accuracy: 0.9, val_accuracy: 0.5 };
    if (fault !== "no-checkpoint") keep(state);
    const metrics = Object.fromEntries(
      Array.from({ length: fault === "many-metrics" ? 33 : 2 }, (_, at) => [`f1_${at}`, 0.5]),
    );
    const rest = { learning_rate: 0.1, duration_ms: 1, rss_bytes: 1, best: true, metrics };
    say("epoch", { epoch, epochs: EPOCHS, ...figures, ...rest });
    if (fault === "ignored") say("epoch", { epoch: "one" });
    if (fault === "nan") process.stdout.write(`{"type": "epoch", "seq": ${seq++}, "val_loss": NaN}\n`);
    if (epoch === EPOCHS / 2) await wasRead();
  }
  finish(state.learned, split.validation.length, id);
}

/** The state of the last whole epoch is on disk already. */
function stop(): void {
  process.exitCode = 75;
}

function finish(learned: number, heldOut: number, id: unknown): void {
  say("phase", { name: "export" });
  const model = `learned ${learned}`;
  const bytes = Buffer.byteLength(model);
  const sha256 = fault === "lie" ? "0".repeat(64) : createHash("sha256").update(model).digest("hex");
  const path = fault === "outside" ? "../stolen/model.onnx" : "model.onnx";
  const file = join(values.out, path);
  if (fault === "outside") mkdirSync(join(values.out, "../stolen"));
  if (fault === "link") symlinkSync("/etc/hostname", file);
  else writeFileSync(file, model);
  if (fault === "meddles") writeFileSync(join(values.data, "split.json"), "{}");
  const artifact = { role: fault === "no-model" ? "weights" : "model", path, bytes, sha256, format: "onnx" };
  whole(join(values.out, "manifest.json"), JSON.stringify({ protocol: 1, job_id: id, artifacts: [artifact] }));
  const right = Math.floor(heldOut / 2) + (fault === "miscounts" ? 3 : 0);
  const confusion = [
    [right, 0],
    [heldOut - right, 0],
  ];
  const accuracy = Math.floor(heldOut / 2) / heldOut;
  if (fault !== "no-result")
    say("result", {
      val_accuracy: accuracy,
      val_loss: 0.3,
      best_epoch: 1,
      confusion,
      artifacts_file: "manifest.json",
      duration_ms: 1,
    });
}

function fail(error: unknown): void {
  if (error instanceof Refused) {
    say("error", { code: error.code, message: error.message, retryable: false });
    process.exitCode = error.exit;
  } else if (error instanceof Error && "code" in error && error.code === "ENOSPC") {
    rmSync(join(values.out, "manifest.json"), { force: true });
    if (fault === "disk-blind") return;
    say("error", { code: "disk_full", message: "The disk is full.", retryable: true });
    process.exitCode = 4;
  } else {
    throw error;
  }
}

if (positionals[0] === "probe") {
  const tasks = [{ task_type: "text-classification", models: ["count"] }];
  const trainer = { name: "broken", version: fault };
  process.stdout.write(
    `${JSON.stringify({ type: "capabilities", protocol: 1, trainer, tasks, device: "cpu", resume: true })}\n`,
  );
  if (fault === "chatty-probe") process.stdout.write("Welcome!\n");
} else if (fault === "garbage") {
  process.stdout.write("Epoch 1/6 ██████ loss 0.3\n".repeat(50));
} else if (fault === "silent") {
  setInterval(() => undefined, 1_000);
} else if (fault === "flood") {
  const block = `${"x".repeat(100_000)}\n`;
  const pour = (): void => void process.stdout.write(block, pour);
  pour();
} else {
  await train().catch(fail);
}
