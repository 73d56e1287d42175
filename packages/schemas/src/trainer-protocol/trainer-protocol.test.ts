import { describe, expect, test } from "vitest";
import { TrainerManifest } from "./artifacts.ts";
import { TrainerJob } from "./job.ts";
import { parseTrainerLine } from "./line.ts";

const artifact = { role: "model", path: "model.onnx", bytes: 3, sha256: "a".repeat(64), format: "onnx" };
const manifest = (path: string) => ({ protocol: 1, job_id: "job_1", artifacts: [{ ...artifact, path }] });

describe("a line of a trainer's standard output", () => {
  test("is an event when type and fields are known", () => {
    const line = '{"type":"phase","seq":3,"ts":1700000000000,"name":"train","total":20}';
    expect(parseTrainerLine(line)).toEqual({
      kind: "event",
      event: { type: "phase", seq: 3, ts: 1_700_000_000_000, name: "train", total: 20 },
    });
  });

  test("loses the fields that this protocol does not know", () => {
    const line = '{"type":"checkpoint","seq":0,"ts":1,"epoch":2,"path":"epoch-2.json","bytes":10,"cloud":"nine"}';
    expect(parseTrainerLine(line)).toEqual({
      kind: "event",
      event: { type: "checkpoint", seq: 0, ts: 1, epoch: 2, path: "epoch-2.json", bytes: 10 },
    });
  });

  test("of a later protocol's type is ignored, and says which type it was", () => {
    expect(parseTrainerLine('{"type":"hologram","seq":0,"ts":1}')).toEqual({
      kind: "ignored",
      type: "hologram",
      problem: "unknown type",
    });
  });

  test("with a wrong field is ignored, and names the field", () => {
    const line = parseTrainerLine('{"type":"phase","seq":-1,"ts":1,"name":"train"}');
    expect(line).toMatchObject({ kind: "ignored", type: "phase", problem: expect.stringContaining("seq") });
  });

  test("that was meant as an event and is not JSON is ignored, and says why: Python writes NaN where JSON has none", () => {
    const line = '{"type": "epoch", "seq": 4, "ts": 1, "epoch": 1, "val_loss": NaN}';
    const problem = expect.stringMatching(/not JSON: JSON has no NaN.*diverged/u);
    expect(parseTrainerLine(line)).toEqual({ kind: "ignored", type: "epoch", problem });
    expect(parseTrainerLine('{"type":"epoch","seq":4')).toEqual({
      kind: "ignored",
      type: "epoch",
      problem: "it is not JSON",
    });
  });

  test.each(["Epoch 1/5", "{broken", '{"type":"song", la', "[1,2]", "null", ""])(
    "that is not an object with a type is log text: %j",
    (text) => {
      expect(parseTrainerLine(text)).toEqual({ kind: "log", text });
    },
  );
});

describe("a manifest", () => {
  test.each(["model.onnx", "plots/loss.svg"])("takes the plain file %s", (path) => {
    expect(TrainerManifest.safeParse(manifest(path)).success).toBe(true);
  });

  test.each(["../model.onnx", "/etc/passwd", "a/../../b", ".hidden", "a\\b", "a//b", "", "C:x"])(
    "refuses %j",
    (path) => {
      expect(TrainerManifest.safeParse(manifest(path)).success).toBe(false);
    },
  );
});

test("a job of another protocol version is refused", () => {
  const job = {
    protocol: 1,
    job_id: "job_1",
    task_type: "text-classification",
    seed: 7,
    classes: ["ham", "spam"],
    split: { train: 0.8 },
    params: { model: "gru" },
  };
  expect(TrainerJob.safeParse(job).success).toBe(true);
  expect(TrainerJob.safeParse({ ...job, protocol: 2 }).success).toBe(false);
});
