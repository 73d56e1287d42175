import { createHash } from "node:crypto";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TrainerManifest } from "@flash/schemas";
import * as ort from "onnxruntime-web";
import { beforeAll, describe, expect, test } from "vitest";
import { largestIndex } from "../learning/softmax.ts";
import { expectSampleToHold } from "../sample.test-support.ts";
import { jobFolder, learnableRows, modelDigest, runHere } from "./job-folder.test-support.ts";
import type { JobFolder } from "./job-folder.test-support.ts";
import { Preprocess, textEncoder } from "./tokenizer.ts";

const QUICK = { model: "gru", epochs: 4, batch_size: 16, learning_rate: 0.01 };

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
});

/** What a client does with the artifacts and nothing else: from text to a class. */
async function classifierOf(folder: JobFolder): Promise<(text: string) => Promise<string | undefined>> {
  const encode = textEncoder(Preprocess.parse(folder.json("out/preprocess.json")));
  const labels = folder.json("out/labels.json") as string[];
  const session = await ort.InferenceSession.create(folder.read("out/model.onnx"));
  return async (text) => {
    const ids = BigInt64Array.from(encode(text), BigInt);
    const { probabilities } = await session.run({ ids: new ort.Tensor("int64", ids, [1, ids.length]) });
    return labels[largestIndex(probabilities?.data as Float32Array, 0, labels.length)];
  };
}

describe.each(["gru", "lstm", "fasttext"] as const)("a %s job", (model) => {
  test("learns, and its artifacts alone classify the held-out texts as its metrics say", async () => {
    const folder = jobFolder({ ...QUICK, model });
    const { exit, events, of } = await runHere(folder);
    expect(exit).toBe(0);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index));
    const [result] = of("result");
    expect(result?.val_accuracy).toBeGreaterThan(0.95);
    expect(result?.metrics?.["majority_baseline"]).toBeCloseTo(1 / 3, 10);
    expect(of("epoch").map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);

    const classify = await classifierOf(folder);
    const { validation } = folder.json("data/split.json") as { validation: number[] };
    const labels = folder.json("out/labels.json") as string[];
    const confusion = labels.map(() => labels.map(() => 0));
    for (const row of validation) {
      const [text, truth] = folder.rows[row] ?? ["", ""];
      const counts = confusion[labels.indexOf(truth)] ?? [];
      const guess = labels.indexOf((await classify(text)) ?? "");
      counts[guess] = (counts[guess] ?? 0) + 1;
    }
    expect(confusion).toEqual(result?.confusion);
    expect(folder.json("out/metrics.json")).toMatchObject({ confusion, best_epoch: result?.best_epoch });
  });

  test("gives the same file for the same seed, and another one for another seed", async () => {
    const params = { ...QUICK, model, epochs: 1 };
    const rows = learnableRows(60);
    const folders = [jobFolder(params, rows), jobFolder(params, rows), jobFolder(params, rows, 6)];
    for (const folder of folders) await runHere(folder);
    const [first, same, other] = folders.map(modelDigest);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(same).toBe(first);
    expect(other).not.toBe(first);
  });
});

test("the manifest lists every file with its size and digest, and a sample that the model reproduces", async () => {
  const folder = jobFolder({ ...QUICK, epochs: 1 });
  const { of } = await runHere(folder);
  const { artifacts } = TrainerManifest.parse(folder.json("out/manifest.json"));
  expect(artifacts.map(({ role }) => role)).toEqual(["model", "labels", "preprocess", "sample", "metrics"]);
  expect(of("artifact")).toMatchObject(artifacts);
  expect(readdirSync(join(folder.path, "out")).toSorted()).toEqual(
    [...artifacts.map(({ path }) => path), "manifest.json"].toSorted(),
  );
  for (const { path, bytes, sha256 } of artifacts) {
    const content = folder.read(join("out", path));
    expect([content.length, createHash("sha256").update(content).digest("hex")]).toEqual([bytes, sha256]);
  }
  await expectSampleToHold(folder);
});

describe("the schedules of the job", () => {
  test("step LR shows in the epochs", async () => {
    const { of } = await runHere(jobFolder({ ...QUICK, model: "fasttext", step_lr: { step_size: 1, gamma: 0.5 } }));
    expect(of("epoch").map(({ learning_rate }) => learning_rate)).toEqual([0.01, 0.005, 0.0025, 0.00125]);
  });

  test("the exported epoch is that of the lowest validation loss", async () => {
    const { of } = await runHere(
      jobFolder({ ...QUICK, model: "fasttext", epochs: 12, learning_rate: 0.05 }, learnableRows(45)),
    );
    const losses = of("epoch").map(({ val_loss }) => val_loss);
    const lowest = losses.indexOf(Math.min(...losses)) + 1;
    expect(of("epoch").findLast(({ best }) => best)?.epoch).toBe(lowest);
    expect(of("result")[0]).toMatchObject({ best_epoch: lowest, val_loss: losses[lowest - 1] });
  });

  test("SGD with a rate at which it hardly moves gets a warning", async () => {
    const { of } = await runHere(
      jobFolder({ ...QUICK, epochs: 1, optimizer: "sgd", learning_rate: 0.001 }, learnableRows(30)),
    );
    expect(of("warning")).toMatchObject([{ code: "learning_rate_low" }]);
  });
});

describe("a job that cannot succeed", () => {
  const rows = learnableRows(12);
  const job = (changes: object) => (folder: JobFolder) =>
    folder.write("job.json", JSON.stringify({ ...(folder.json("job.json") as object), ...changes }));
  const file = (name: string, content: string) => (folder: JobFolder) => folder.write(name, content);

  test.each([
    ["of another protocol", job({ protocol: 2 }), 3, "unsupported", "this trainer speaks 1"],
    ["of another task", job({ task_type: "image-classification" }), 3, "unsupported", "not image-classification"],
    ["with an unknown model", job({ params: { model: "bert" } }), 3, "unsupported", "model"],
    ["with a wrong parameter", job({ params: { epochs: 0 } }), 2, "bad_params", "epochs"],
    ["without a seed", job({ seed: undefined }), 2, "bad_params", "seed"],
    ["with one class", job({ classes: ["food"] }), 2, "bad_input", "at least two classes"],
    ["with a label that is no class", job({ classes: ["food", "sport"] }), 2, "bad_input", "tech, new"],
    ["with a broken job.json", file("job.json", "{"), 2, "bad_input", "job.json cannot be read"],
    ["with an empty CSV", file("data/data.csv", ""), 2, "bad_input", "empty"],
    ["without its columns", file("data/data.csv", "text,class\na,b\n"), 2, "bad_input", "text, class"],
    ["with an open quote", file("data/data.csv", 'input,label\n"a,b\n'), 2, "bad_input", "line 2"],
    [
      "with a split of unknown records",
      file("data/split.json", '{"train":[0,1],"validation":[99]}'),
      2,
      "bad_input",
      "1 record",
    ],
    [
      "with a record on both sides",
      file("data/split.json", '{"train":[0,1],"validation":[1]}'),
      2,
      "bad_input",
      "twice",
    ],
    ["with nothing held out", file("data/split.json", '{"train":[0,1],"validation":[]}'), 2, "bad_input", "validate"],
  ] as const)("%s says so and leaves no manifest", async (_, spoil, exitCode, code, hint) => {
    const folder = jobFolder(QUICK, rows);
    spoil(folder);
    const { exit, of } = await runHere(folder);
    expect(exit).toBe(exitCode);
    expect(of("error")).toMatchObject([{ code, message: expect.stringContaining(hint), retryable: false }]);
    expect(existsSync(join(folder.path, "out/manifest.json"))).toBe(false);
  });

  test("because its CSV is not UTF-8 says so", async () => {
    const folder = jobFolder(QUICK, rows);

    writeFileSync(join(folder.path, "data/data.csv"), Buffer.from([0x69, 0xff, 0xfe, 0x0a]));
    expect((await runHere(folder)).of("error")).toMatchObject([
      { code: "bad_input", message: expect.stringContaining("UTF-8") },
    ]);
  });
});

test("rows with a blank cell are left out, counted, and keep their numbers", async () => {
  const rows = learnableRows(30);
  const folder = jobFolder({ ...QUICK, epochs: 1 }, rows);
  const blank = rows.map(([input, label], row) =>
    row === 7 ? "  ,food" : row === 8 ? `x,` : `"${input.replaceAll('"', '""')}","${label}"`,
  );
  folder.write("data/data.csv", `input,label\n${blank.join("\n")}\n`);
  const kept = rows.flatMap((_, row) => (row === 7 || row === 8 ? [] : [row]));
  folder.write("data/split.json", JSON.stringify({ train: kept.slice(0, 20), validation: kept.slice(20) }));
  const { exit, of } = await runHere(folder);
  expect(exit).toBe(0);
  expect(of("started")).toMatchObject([{ train_count: 20, val_count: 8 }]);
  expect(of("warning")).toMatchObject([{ code: "rows_skipped", count: 2 }]);
});
