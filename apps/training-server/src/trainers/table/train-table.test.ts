import { TrainerSplit } from "@flash/schemas";
import { InferenceSession, Tensor } from "onnxruntime-web";
import { describe, expect, test } from "vitest";
import { modelDigest, runHere, stopAtLook } from "../job-folder.test-support.ts";
import type { JobFolder } from "../job-folder.test-support.ts";
import { denseNetwork } from "../learning/dense-network.ts";
import { seededRandom } from "../learning/random.ts";
import { largestIndex } from "../learning/softmax.ts";
import { regressionMetrics } from "../regression-metrics.ts";
import { denseLearner } from "../training/dense-learner.ts";
import { trainEpoch } from "../training/epoch.ts";
import { initialState } from "../training/training-state.ts";
import { rowEncoder, TablePreprocess } from "./encoding.ts";
import { loadTable } from "./load.ts";
import { expectSampleToHold } from "../sample.test-support.ts";
import { classTable, friedmanTable, sampleTable, tableJob } from "./table-job.test-support.ts";
import type { Table } from "./table-job.test-support.ts";
import { tableTrainer } from "./train-table.ts";

/** What a client does with the artifacts and nothing else: from a row's cells to the model's answer. */
async function modelOf(folder: JobFolder): Promise<(row: Readonly<Record<string, string>>) => Promise<Float32Array>> {
  const encode = rowEncoder(TablePreprocess.parse(folder.json("out/preprocess.json")));
  const session = await InferenceSession.create(folder.read("out/model.onnx"));
  const [output = ""] = session.outputNames;
  return async (row) => {
    const features = encode(row);
    const answer = await session.run({ features: new Tensor("float32", features, [1, features.length]) });
    return answer[output]?.data as Float32Array;
  };
}

const heldOut = (folder: JobFolder, { header, rows }: Table) =>
  TrainerSplit.parse(folder.json("data/split.json")).validation.map((number) =>
    Object.fromEntries(header.map((name, at) => [name, rows[number]?.[at] ?? ""])),
  );

describe.each(["gbt", "mlp"] as const)("a %s job", (model) => {
  const params = { model, epochs: 40, batch_size: 16 };

  test("classifies, and its artifacts alone classify the held-out rows as its metrics say", async () => {
    const table = classTable(400);
    const folder = tableJob("tabular-classification", params, table);
    const { exit, of } = await runHere(tableTrainer, folder);
    expect(exit).toBe(0);
    const [result] = of("result");
    expect(result?.val_accuracy).toBeGreaterThan(0.85);
    const predict = await modelOf(folder);
    const classes = ["high", "low"];
    const confusion = classes.map(() => [0, 0]);
    for (const row of heldOut(folder, table)) {
      const counts = confusion[classes.indexOf(row["target"] ?? "")] ?? [];
      const guess = largestIndex(await predict(row), 0, 2);
      counts[guess] = (counts[guess] ?? 0) + 1;
    }
    expect(confusion).toEqual(result?.confusion);
  });

  test("foretells numbers, and its artifacts alone give the figures that it reports", async () => {
    const table = friedmanTable(400);
    const folder = tableJob("tabular-regression", params, table);
    const { exit, of } = await runHere(tableTrainer, folder);
    expect(exit).toBe(0);
    const [result] = of("result");
    expect(result?.val_accuracy).toBeUndefined();
    expect(result?.metrics?.["r2"]).toBeGreaterThan(0.8);
    expect(of("epoch")[0]?.metrics?.["r2"]).toBeLessThan(result?.metrics?.["r2"] ?? 0);
    const predict = await modelOf(folder);
    const rows = heldOut(folder, table);
    const predicted: number[] = [];
    for (const row of rows) predicted.push((await predict(row))[0] ?? Number.NaN);
    const { r2, rmse } = regressionMetrics(
      rows.map(({ target }) => Number(target)),
      predicted,
    );
    expect(r2).toBeCloseTo(result?.metrics?.["r2"] ?? 0, 4);
    expect(rmse).toBeCloseTo(result?.metrics?.["rmse"] ?? 0, 3);
    await expectSampleToHold(folder);
  });

  test("whose targets 32-bit numbers cannot tell apart is warned of, and reports what its model answers, not what training saw", async () => {
    const { header, rows } = friedmanTable(100);
    const far = { header, rows: rows.map((row) => [...row.slice(0, -1), String(1e9 + Number(row.at(-1)))]) };
    const folder = tableJob("tabular-regression", { ...params, epochs: 3 }, far);
    const { exit, of } = await runHere(tableTrainer, folder);
    expect(exit).toBe(0);
    expect(of("warning")).toMatchObject([{ code: "target_too_fine" }]);
    const predict = await modelOf(folder);
    const held = heldOut(folder, far);
    const predicted: number[] = [];
    for (const row of held) predicted.push((await predict(row))[0] ?? Number.NaN);
    const { rmse } = regressionMetrics(
      held.map(({ target }) => Number(target)),
      predicted,
    );
    expect(of("result")[0]?.metrics?.["rmse"]).toBeCloseTo(rmse, 6);
    await expectSampleToHold(folder);
  });

  test("whose cells reach from 1e-200 to 1e308 trains, and its artifacts alone classify the held-out rows as its metrics say", async () => {
    const { header, rows } = classTable(100);
    const folderBefore = tableJob("tabular-classification", params, { header, rows });
    const { validation } = TrainerSplit.parse(folderBefore.json("data/split.json"));
    const table = {
      header: ["huge", "tiny", "same", "sentinel", ...header],
      rows: rows.map((row, at) => {
        const isHeldOut = validation[0] === at;
        const numbers = [at % 2 === 0 ? "1e308" : "-9e307", `${at % 9}e-200`];
        return [...numbers, isHeldOut ? "8" : "0.1", isHeldOut ? "1.797e308" : String(at), ...row];
      }),
    };
    const folder = tableJob("tabular-classification", { ...params, epochs: 3 }, table);
    const { exit, of } = await runHere(tableTrainer, folder);
    expect(exit).toBe(0);
    const { columns } = TablePreprocess.parse(folder.json("out/preprocess.json"));
    expect(columns.slice(0, 4).map(({ kind }) => kind)).toEqual(["number", "number", "ignored", "number"]);
    const predict = await modelOf(folder);
    const held = heldOut(folder, table);
    let right = 0;
    for (const row of held) right += Number(["high", "low"][largestIndex(await predict(row), 0, 2)] === row["target"]);
    expect(right / held.length).toBe(of("result")[0]?.val_accuracy);
  });

  test.each([1, 2, 3])("ends with the same model, bit for bit, when it was stopped and resumed (%d)", async (stop) => {
    const table = classTable(60);
    const quick = { model, epochs: 4, batch_size: 16 };
    const undisturbed = tableJob("tabular-classification", quick, table);
    await runHere(tableTrainer, undisturbed);
    const folder = tableJob("tabular-classification", quick, table);
    // It looks once for each line of data.csv, then after each batch, of training and of validation.
    const stopped = await runHere(tableTrainer, folder, { stop: stopAtLook(61 + stop * (model === "gbt" ? 1 : 4)) });
    expect(stopped.exit).toBe(75);
    expect(stopped.of("checkpoint")).toHaveLength(1);
    const resumed = await runHere(tableTrainer, folder, { more: ["--resume"] });
    expect(resumed.exit).toBe(0);
    expect(resumed.of("warning")).toEqual([]);
    expect(resumed.of("epoch")).toHaveLength(4 - stopped.of("epoch").length);
    expect(modelDigest(folder)).toBe(modelDigest(undisturbed));
  });
});

test("the sample is classified better than by its most frequent class, and than by a linear model on the same features", async () => {
  const folder = tableJob("tabular-classification", {}, sampleTable("weather.csv"));
  const { of } = await runHere(tableTrainer, folder);
  const [result] = of("result");
  const linear = await linearAccuracy(folder);
  expect(linear).toBeGreaterThan(result?.metrics?.["majority_baseline"] ?? 1);
  expect(result?.val_accuracy).toBeGreaterThan(linear + 0.02);
});

/** The best epoch of softmax regression, chosen by what is held out: more than is fair. */
async function linearAccuracy(folder: JobFolder): Promise<number> {
  const report = { send: () => undefined, progress: () => undefined };
  const at = (name: string) => `${folder.path}/${name}`;
  const run = {
    job: folder.json("job.json") as Parameters<typeof loadTable>[0]["job"],
    folders: { job: at("job.json"), data: at("data"), out: at("out"), checkpoint: at("ckpt") },
    resume: false,
    report,
    stop: { requested: false },
    now: Date.now,
  };
  const dataset = await loadTable(run);
  const random = seededRandom(1);
  const network = denseNetwork({ floats: Float32Array, random }, [dataset.width, run.job.classes.length]);
  const learner = denseLearner(network, { ...dataset, weightDecay: 0 });
  const state = initialState(network.parameters, "adam", random);
  let best = 0;
  for (let epoch = 0; epoch < 30; epoch += 1) {
    await trainEpoch(learner, state, { batchSize: 32, learningRate: 0.01, afterBatch: async () => undefined });
    state.position = undefined;
    const { predicted } = await learner.validate(async () => undefined);
    const correct = learner.truth.filter((label, row) => label === predicted[row]).length;
    best = Math.max(best, correct / learner.truth.length);
  }
  return best;
}

describe("a job that cannot succeed says why", () => {
  const table = classTable(30);
  test.each([
    ["without the target", { "data/data.csv": "a,b\n1,2\n" }, "needs the column target; its header is: a, b"],
    ["with a column twice", { "data/data.csv": "a,a,target\n1,2,low\n" }, "two columns named a"],
    [
      "with an unknown class",
      { "data/data.csv": "a,target\n1,new\n2,low\n3,high\n", "data/split.json": '{"train":[1,2],"validation":[0]}' },
      "the target new is not in job.json",
    ],
    [
      "with nothing to learn from",
      { "data/data.csv": "a,target\n1,low\n1,high\n", "data/split.json": '{"train":[0],"validation":[1]}' },
      "no column",
    ],
    ["with a split of unknown records", { "data/split.json": '{"train":[0,1],"validation":[99]}' }, "lists 1 records"],
  ] as const)("%s", async (_, files, hint) => {
    const folder = tableJob("tabular-classification", {}, table);
    for (const [name, content] of Object.entries(files)) folder.write(name, content);
    const { exit, of } = await runHere(tableTrainer, folder);
    expect(exit).toBe(2);
    expect(of("error")).toMatchObject([{ code: "bad_input", message: expect.stringContaining(hint) }]);
  });

  test("when the number to foretell is none", async () => {
    const folder = tableJob("tabular-regression", {}, table);
    const { exit, of } = await runHere(tableTrainer, folder);
    expect(exit).toBe(2);
    expect(of("error")).toMatchObject([{ message: expect.stringContaining("is no number") }]);
  });
});

test("a target that no 32-bit number can hold is refused, before anything is trained", async () => {
  const { header, rows } = friedmanTable(40);
  const folder = tableJob(
    "tabular-regression",
    {},
    { header, rows: rows.map((row) => [...row.slice(0, -1), `${row.length}e60`]) },
  );
  const { exit, of } = await runHere(tableTrainer, folder);
  expect(exit).toBe(2);
  expect(of("error")).toMatchObject([{ code: "bad_input", message: expect.stringContaining("larger unit") }]);
});
