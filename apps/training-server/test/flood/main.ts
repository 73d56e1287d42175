/**
 * Ten gigabytes of output, poured by a trainer that is deaf to SIGTERM, through the real agent as a process against a real S3:
 *
 *     npm run flood -- [--gigabytes 10] [--lines]
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { toBody } from "@flash/control-plane";
import { resultKey, StoredResult } from "@flash/schemas";
import { trainerProcesses } from "../../src/agent/trainer/trainer-processes.ts";
import { Machine } from "../machine.ts";
import { CONFIG_KEY, CSV, DATASET, JOB, trainingConfig } from "../scene.ts";

const { values } = parseArgs({
  options: { gigabytes: { type: "string", default: "10" }, lines: { type: "boolean", default: false } },
});
const bytes = Number(values.gigabytes) * 1e9;

const machine = await Machine.create();
try {
  await machine.putBytes(`datasets/${DATASET}/source`, CSV);
  await machine.store.create(CONFIG_KEY, toBody(trainingConfig()));
  const switchedOff = join(machine.workDir, "switched-off");
  const agent = machine.boot({
    trainer: values.lines ? "flood-forever:lines" : "flood-forever",
    env: { FLASH_TRAINER_OUTPUT_BYTES: String(bytes), FLASH_POWER_OFF: JSON.stringify(["touch", switchedOff]) },
  });
  const began = performance.now();
  let peakMib = 0;
  while (agent.exitCode === null && agent.signalCode === null) {
    peakMib = Math.max(peakMib, peakMibOf(agent.pid ?? 0));
    await pause(100);
  }
  const result = StoredResult.parse(await machine.json(resultKey(JOB, 1)));
  const isCleared = (await machine.json(CONFIG_KEY)) === null && trainerProcesses(machine.workDir).length === 0;
  process.stdout.write(
    [
      `poured              more than ${values.gigabytes} GB, ${values.lines ? "in lines of 100 bytes" : "in one line"}`,
      `time                ${((performance.now() - began) / 1_000).toFixed(0)} s, ten of which a deaf trainer is given to stop`,
      `agent's memory      ${peakMib.toFixed(0)} MiB at most`,
      `the job             ${result.outcome === "failed" ? `failed, ${result.fault}: ${result.message}` : result.outcome}`,
      `config and trainer  ${isCleared ? "gone" : "still there"}`,
      `the machine         ${existsSync(switchedOff) ? "off" : "still on"}`,
      "",
    ].join("\n"),
  );
  if (result.outcome !== "failed" || !isCleared || !existsSync(switchedOff)) process.exitCode = 1;
} finally {
  await machine.close();
}

/** The most that a process has had in memory so far, as Linux counts it; 0 when it is gone. */
function peakMibOf(pid: number): number {
  try {
    const [, kib = "0"] = /^VmHWM:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
    return Number(kib) / 1_024;
  } catch {
    return 0;
  }
}
