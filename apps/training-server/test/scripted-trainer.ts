/**
 * A trainer for tests that trains nothing: its first argument says how it behaves. Everything else is as the contract between agent
 * and trainers wants it, so `good` is the shortest trainer that there is.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { TrainerMessage } from "@flash/schemas";

const [, , behaviour = "good", ...rest] = process.argv;
const { values } = parseArgs({
  args: rest,
  allowPositionals: true,
  options: {
    job: { type: "string", default: "" },
    data: { type: "string", default: "" },
    out: { type: "string", default: "" },
    checkpoint: { type: "string", default: "" },
    resume: { type: "boolean", default: false },
  },
});
const { job, data, out, checkpoint, resume } = values;

let seq = 0;
function say(message: TrainerMessage): void {
  process.stdout.write(`${JSON.stringify({ ...message, seq: seq++, ts: Date.now() })}\n`);
}

const epoch = (number: number): TrainerMessage => ({
  type: "epoch",
  epoch: number,
  epochs: 3,
  train_loss: 1 / number,
  val_loss: 1 / number,
  train_accuracy: 0.9,
  val_accuracy: 0.8,
  learning_rate: 0.001,
  duration_ms: 10,
  rss_bytes: 1_000,
  best: true,
});

function begin(): void {
  say({
    type: "started",
    protocol: 1,
    trainer: { name: "scripted", version: "1" },
    device: "cpu",
    threads: 1,
    model: "none",
    train_count: 8,
    val_count: 2,
    class_count: 2,
    ...(resume && { resumed_from_epoch: 1 }),
  });
  say({ type: "phase", name: "train" });
}

function keepCheckpoint(): void {
  mkdirSync(checkpoint, { recursive: true });
  writeFileSync(join(checkpoint, "epoch-1.json.tmp"), "{}");
  renameSync(join(checkpoint, "epoch-1.json.tmp"), join(checkpoint, "epoch-1.json"));
}

function artifact(path: string, text: string, role = "other"): object {
  writeFileSync(join(out, path), text);
  return {
    role,
    path,
    bytes: Buffer.byteLength(text),
    sha256: createHash("sha256").update(text).digest("hex"),
    format: "json",
  };
}

/** The artifacts tell what the trainer saw. */
function end(): void {
  const { job_id } = JSON.parse(readFileSync(job, "utf8"));
  const seen = {
    env: process.env,
    argv: rest,
    reached,
    user: process.getuid?.(),
    files: readdirSync(data),
    csv: readFileSync(join(data, "data.csv"), "utf8"),
  };
  const artifacts = [
    artifact("seen.json", JSON.stringify(seen), behaviour === "no-model" ? "other" : "model"),
    artifact("split.json", readFileSync(join(data, "split.json"), "utf8")),
  ];
  if (behaviour === "link") {
    symlinkSync("/etc/passwd", join(out, "passwd"));
    artifacts.push({ role: "model", path: "passwd", bytes: 1, sha256: "0".repeat(64), format: "onnx" });
  }
  if (behaviour === "lie") artifacts.push({ ...artifact("model.onnx", "bytes"), sha256: "0".repeat(64) });
  writeFileSync(join(out, "manifest.json"), JSON.stringify({ protocol: 1, job_id, artifacts }));
  const confusion = [
    [1, 0],
    [0, 1],
  ];
  say({
    type: "result",
    val_accuracy: 0.8,
    val_loss: 0.3,
    best_epoch: 3,
    confusion,
    artifacts_file: "manifest.json",
    duration_ms: 30,
  });
}

/** What a trainer that looks for more than its job may reach; it ends up among the artifacts. */
const reached: string[] = [];
async function snoop(metadataPort: number): Promise<void> {
  const attempts: Record<string, () => unknown> = {
    metadata: () => fetch(`http://127.0.0.1:${metadataPort}/latest/api/token`, { method: "PUT" }),
    "agent's environment": () => readFileSync(`/proc/${process.ppid}/environ`),
    "agent's memory of its claim": () => accessSync(join(job, "..", "nonce"), constants.W_OK),
    "its job": () => accessSync(job, constants.W_OK),
    "its data": () => accessSync(join(data, "split.json"), constants.W_OK),
    "other attempts": () => mkdirSync(join(job, "..", "..", "another")),
    "its own folders": () =>
      [out, checkpoint, process.env["TMPDIR"] ?? ""].map((own) => writeFileSync(join(own, "x"), "")),
  };
  for (const [name, reach] of Object.entries(attempts)) {
    try {
      await reach();
      reached.push(name);
    } catch {
      // It is kept from it.
    }
  }
}

function good(): void {
  begin();
  for (const number of resume ? [2, 3] : [1, 2, 3]) say(epoch(number));
  end();
}

function forever(): void {
  begin();
  say(epoch(1));
  keepCheckpoint();
  setInterval(() => say({ type: "progress", phase: "train", done: 1, total: 2, epoch: 2 }), 20);
}

const [name = "", code, error] = behaviour.split(":");
switch (name) {
  case "forever":
    process.on("SIGTERM", () => process.exit(75));
    forever();
    break;
  case "stubborn":
    process.on("SIGTERM", () => undefined);
    forever();
    break;
  case "silent":
    writeFileSync(join(out, "begun"), "");
    setInterval(() => undefined, 1_000);
    break;
  case "garbage":
    process.stdout.write('not json\n{"type":"party"}\n{"type":"epoch"}\n[1]\n\u0000\u0001\n');
    process.stderr.write("a word on standard error\n");
    good();
    break;
  case "flood":
    for (let block = 0; block < 32; block += 1) process.stdout.write("x".repeat(1_048_576));
    process.stdout.write("\n");
    good();
    break;
  case "killed-once":
    if (resume) good();
    else {
      begin();
      say(epoch(1));
      keepCheckpoint();
      process.kill(process.pid, "SIGKILL");
    }
    break;
  case "resumable":
    // Trains for ever, unless it is gone on with.
    process.on("SIGTERM", () => process.exit(75));
    if (resume) good();
    else forever();
    break;
  case "flood-forever": {
    // As fast as the pipe takes it, and deaf to SIGTERM.
    process.on("SIGTERM", () => undefined);
    const block = code === "lines" ? `${"x".repeat(99)}\n`.repeat(650) : "x".repeat(65_536);
    const pour = (): void => void process.stdout.write(block, pour);
    pour();
    break;
  }
  case "snoop":
    await snoop(Number(code));
    good();
    break;
  case "hide": {
    // Neither group nor environment tells whose it is.
    const idle = ["-e", "setInterval(() => {}, 1000)"];
    spawn(process.execPath, idle, { detached: true, stdio: "ignore", env: {} }).unref();
    good();
    break;
  }
  case "bury":
    // A folder in a folder, until no path reaches the last one.
    process.chdir(out);
    for (let level = 0; level < 30; level += 1) {
      mkdirSync("d".repeat(200));
      process.chdir("d".repeat(200));
    }
    good();
    break;
  case "checkpoint-link":
    mkdirSync(checkpoint, { recursive: true });
    symlinkSync("/etc/passwd", join(checkpoint, "epoch-0.json"));
    mkdirSync(join(checkpoint, "folder"));
    symlinkSync("/etc", join(checkpoint, "folder", "more"));
    process.on("SIGTERM", () => process.exit(75));
    forever();
    break;
  case "fork": {
    const idle = ["-e", "setInterval(() => {}, 1000)"];
    const child = spawn(process.execPath, idle, { detached: true, stdio: ["ignore", "inherit", "inherit"] });
    child.unref();
    good();
    break;
  }
  case "exit":
    if (error !== undefined) say({ type: "error", code: "bad_params", message: error, retryable: false });
    process.stderr.write("the last words\n");
    process.exitCode = Number(code);
    break;
  default:
    if (!existsSync(data)) throw new Error("there is no data folder");
    good();
}
