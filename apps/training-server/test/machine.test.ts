import { readFileSync } from "node:fs";
import { toBody } from "@flash/control-plane";
import { claimKey, modelPrefix, progressKey, resultKey, StoredResult } from "@flash/schemas";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { trainerProcesses } from "../src/agent/trainer/trainer-processes.ts";
import { exitOf, Machine } from "./machine.ts";
import { CONFIG_KEY, CSV, DATASET, datasetOf, FOREIGN_CLAIM, JOB, trainingConfig } from "./scene.ts";

let machine: Machine;
beforeEach(async () => void (machine = await Machine.create()));
afterEach(() => machine.close());

async function putJob(change: Parameters<typeof trainingConfig>[0] = {}, csv = CSV, rows = 10): Promise<void> {
  await machine.putBytes(`datasets/${DATASET}/source`, csv);
  await machine.store.create(CONFIG_KEY, toBody(trainingConfig({ dataset: datasetOf(csv, rows), ...change })));
}
const soon = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 15_000, interval: 30 });
const training = () =>
  soon(async () => expect(await machine.json(progressKey(JOB, 1))).toMatchObject({ phase: "training", epoch: 2 }));
const trained = () =>
  soon(async () => expect(await machine.json(resultKey(JOB, 1))).toMatchObject({ outcome: "succeeded" }));
const starts = (): number => machine.log.split('"event":"trainer_starts"').length - 1;

describe("the reference trainer", () => {
  const spam = readFileSync(new URL("../../../samples/spam.csv", import.meta.url), "utf8");
  const hyperparameters = {
    model: "fasttext",
    epochs: 3,
    batch_size: 32,
    learning_rate: 0.005,
    optimizer: "adam",
    data_split: 0.8,
    seed: 1,
    step_lr: null,
    reduce_lr_on_plateau: null,
  };
  const fewRows = spam
    .split(/(?<=(?:ham|spam)\n)/u)
    .slice(0, 150)
    .join("");
  // Long enough for several checkpoints, of which there is one a second at most.
  const slow = { ...hyperparameters, model: "gru", epochs: 20 };
  const model = (): Promise<Buffer | null> => machine.bytes(`${modelPrefix(JOB, 1)}model.onnx`);

  test("trains a real data set, and the machine goes off when nobody has work for it", async () => {
    await putJob({ hyperparameters }, spam.replaceAll("\n", "\r\n"), 1_500);
    expect(await exitOf(machine.boot({ trainer: null }))).toBe(0);
    const result = StoredResult.parse(await machine.json(resultKey(JOB, 1)));
    expect(result).toMatchObject({ outcome: "succeeded", metrics: [{ epoch: 1 }, { epoch: 2 }, { epoch: 3 }] });
    expect(result.outcome === "succeeded" && result.accuracy).toBeGreaterThan(0.9);
    expect((await model())?.length).toBeGreaterThan(10_000);
    expect(await machine.json(CONFIG_KEY)).toBeNull();
  }, 60_000);

  test("has the same weights in the end when its agent was killed after a checkpoint", async () => {
    await putJob({ hyperparameters: slow }, fewRows, 150);
    await exitOf(machine.boot({ trainer: null }));
    const undisturbed = await model();
    await machine.close();
    machine = await Machine.create();
    await putJob({ hyperparameters: slow }, fewRows, 150);
    const agent = machine.boot({ trainer: null });
    await soon(() => expect(machine.checkpoints().some((name) => name.endsWith(".safetensors"))).toBe(true));
    agent.kill("SIGKILL");
    await exitOf(agent);
    expect(await machine.json(resultKey(JOB, 1))).toBeNull();
    await exitOf(machine.boot({ trainer: null }));
    expect(machine.log).toContain('"--resume"');
    expect(undisturbed?.length).toBeGreaterThan(10_000);
    expect(undisturbed?.equals((await model()) ?? Buffer.alloc(0))).toBe(true);
    const result = StoredResult.parse(await machine.json(resultKey(JOB, 1)));
    expect(result.outcome === "succeeded" && result.metrics.map(({ epoch }) => epoch)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  }, 90_000);
});

test("an agent that is killed while it trains is started again, resumes its attempt and ends it once", async () => {
  await putJob();
  const agent = machine.boot({ trainer: "resumable" });
  await training();
  agent.kill("SIGKILL");
  await exitOf(agent);
  await soon(() => expect(trainerProcesses(machine.workDir)).toEqual([]));
  machine.boot({ trainer: "resumable" });
  await trained();
  expect(starts()).toBe(2);
  const seen = JSON.parse(String(await machine.bytes(`${modelPrefix(JOB, 1)}seen.json`)));
  expect(seen.argv).toContain("--resume");
});

test("a trainer does not outlive an agent that is killed, even if it never writes to the broken pipe", async () => {
  await putJob();
  const agent = machine.boot({ trainer: "silent" });
  // A process in the list may be the agent's own fork, which is not the trainer yet.
  await soon(() => expect(machine.isBegun).toBe(true));
  expect(trainerProcesses(machine.workDir)).toHaveLength(1);
  agent.kill("SIGKILL");
  await soon(() => expect(trainerProcesses(machine.workDir)).toEqual([]));
});

test("a trainer that is killed is gone on with by the same agent", async () => {
  await putJob();
  machine.boot({ trainer: "resumable" });
  await training();
  for (const pid of trainerProcesses(machine.workDir)) process.kill(pid, "SIGKILL");
  await trained();
  expect(starts()).toBe(2);
});

test("a frozen machine that was replaced stops its trainer when it wakes up, and writes nothing", async () => {
  await putJob();
  const agent = machine.boot({ trainer: "forever" });
  await training();
  const trainers = trainerProcesses(machine.workDir);
  for (const pid of [...trainers, agent.pid ?? 0]) process.kill(pid, "SIGSTOP");
  const config = await machine.store.get(CONFIG_KEY);
  await machine.store.create(claimKey(JOB, 2), FOREIGN_CLAIM);
  const second = toBody(trainingConfig({ attempt: 2 }));
  expect(await machine.store.replace(CONFIG_KEY, second, config.found?.etag ?? "")).not.toBeNull();
  const before = await machine.store.get(progressKey(JOB, 1));
  for (const pid of [agent.pid ?? 0, ...trainers]) process.kill(pid, "SIGCONT");
  await soon(() => expect(trainerProcesses(machine.workDir)).toEqual([]));
  expect(await exitOf(agent)).toBe(0);
  expect(await machine.json(resultKey(JOB, 1))).toBeNull();
  expect((await machine.store.get(CONFIG_KEY)).found?.body).toBe(second);
  // A write that was on its way when the machine froze may still arrive, in the folder of the attempt that nobody reads any more.
  const after = await machine.json(progressKey(JOB, 1));
  expect(JSON.parse(before.found?.body ?? "{}").seq).toBeGreaterThanOrEqual((after as { seq: number }).seq - 1);
});

test("SIGTERM ends agent and trainer in order and leaves the job as it is", async () => {
  await putJob();
  const agent = machine.boot({ trainer: "forever" });
  await training();
  const config = (await machine.store.get(CONFIG_KEY)).found;
  agent.kill("SIGTERM");
  expect(await exitOf(agent)).toBe(0);
  // One that does not come to this within seconds ends itself.
  expect(machine.log).toContain('"event":"agent_ended","end":"stopped"');
  expect(trainerProcesses(machine.workDir)).toEqual([]);
  expect((await machine.store.get(CONFIG_KEY)).found?.etag).toBe(config?.etag);
  expect(await machine.json(resultKey(JOB, 1))).toBeNull();
});

test("a second agent in the same work folder refuses to run", async () => {
  await putJob();
  machine.boot({ trainer: "forever" });
  await training();
  expect(await exitOf(machine.boot({ trainer: "forever" }))).toBe(1);
  expect(machine.log).toContain("Another training server");
  expect(starts()).toBe(1);
});

test("the trainer's environment has nothing of the agent's credentials", async () => {
  await putJob();
  machine.boot({ trainer: "good" });
  await trained();
  const seen = String(await machine.bytes(`${modelPrefix(JOB, 1)}seen.json`));
  expect(seen).toContain("FLASH_JOB_ID");
  expect(seen).not.toMatch(/AWS_|test-secret|AKTEST|FLASH_BUCKET/u);
});

test("an environment that is wrong is told in one line, with every fault", async () => {
  const agent = machine.boot({ trainer: "good", env: { FLASH_BUCKET: "", FLASH_POLL_MS: "-1" } });
  expect(await exitOf(agent)).toBe(1);
  expect(machine.log).toMatch(/FLASH_BUCKET.*FLASH_POLL_MS/u);
});
