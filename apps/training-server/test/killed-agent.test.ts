import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { toBody } from "@flash/control-plane";
import { modelPrefix, resultKey, StoredResult } from "@flash/schemas";
import { afterEach, beforeEach, expect, test } from "vitest";
import { exitOf, Machine } from "./machine.ts";
import { NODE_COMMAND } from "./node-command.ts";
import { CONFIG_KEY, CSV, DATASET, JOB, trainingConfig } from "./scene.ts";

let machine: Machine;
beforeEach(async () => {
  machine = await Machine.create();
  await machine.putBytes(`datasets/${DATASET}/source`, CSV);
  await machine.store.create(CONFIG_KEY, toBody(trainingConfig()));
});
afterEach(() => machine.close());

/** It learns step by step, keeps a checkpoint after each epoch, and shows a step that is lost or done twice. */
const TRAINER = [...NODE_COMMAND, fileURLToPath(new URL("./broken-trainer.ts", import.meta.url)), "none"];
const env = { FLASH_TRAINERS: JSON.stringify({ "text-classification": TRAINER }) };
/** What six epochs of five steps come to; the trainer looks at no data. */
const UNDISTURBED = `learned ${Array.from({ length: 30 }, (_, step) => step % 5).reduce((sum, step) => (sum * 31 + step) % 1_000_003, 1)}`;

/** Kills the agent as soon as it has logged the event. */
function killAfter(agent: ChildProcess, event: string): void {
  agent.stdout?.on("data", (chunk: Buffer) => {
    if (String(chunk).includes(`"event":"${event}"`)) agent.kill("SIGKILL");
  });
}

test("an agent that nobody disturbs ends the job, so the others have something to be compared with", async () => {
  await exitOf(machine.boot({ trainer: null, env }));
  expect(String(await machine.bytes(`${modelPrefix(JOB, 1)}model.onnx`))).toBe(UNDISTURBED);
});

test.each(["attempt_found", "trainer_starts", "trainer_ended", "result_written"])(
  "an agent that is killed right after %s is started again, and the job ends once, with the same weights",
  async (event) => {
    const agent = machine.boot({ trainer: null, env });
    killAfter(agent, event);
    await exitOf(agent);
    expect(agent.signalCode).toBe("SIGKILL");
    const before = await machine.store.get(resultKey(JOB, 1));
    expect(await exitOf(machine.boot({ trainer: null, env }))).toBe(0);
    const after = await machine.store.get(resultKey(JOB, 1));
    expect(StoredResult.parse(JSON.parse(after.found?.body ?? ""))).toMatchObject({ outcome: "succeeded" });
    if (event === "result_written") expect(before.found).not.toBeNull();
    if (before.found !== null) expect(after.found?.etag).toBe(before.found.etag);
    expect(String(await machine.bytes(`${modelPrefix(JOB, 1)}model.onnx`))).toBe(UNDISTURBED);
    expect(await machine.json(CONFIG_KEY)).toBeNull();
  },
);
