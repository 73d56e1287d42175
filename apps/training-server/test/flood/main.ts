import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { toBody } from "@flash/control-plane";
import { resultKey, StoredResult } from "@flash/schemas";
import { scriptOptions, wholeNumber } from "../../../../build/script-options.ts";
import { trainerProcesses } from "../../src/agent/trainer/trainer-processes.ts";
import { Machine } from "../machine.ts";
import { CONFIG_KEY, CSV, DATASET, JOB, trainingConfig } from "../scene.ts";

const HELP = `Output without end, poured by a trainer that is deaf to SIGTERM through the real agent, as a process against the local S3.

  npm run flood -- [--gigabytes 10] [--lines]

  --gigabytes N   after how much the agent has to stop it
  --lines         in lines of 100 bytes instead of one line`;

const { gigabytes, lines } = scriptOptions(
  HELP,
  { gigabytes: { type: "string", default: "10" }, lines: { type: "boolean", default: false } },
  (values) => ({ gigabytes: wholeNumber("gigabytes", values.gigabytes), lines: values.lines }),
);

const machine = await Machine.create();
try {
  await machine.putBytes(`datasets/${DATASET}/source`, CSV);
  await machine.store.create(CONFIG_KEY, toBody(trainingConfig()));
  const switchedOff = join(machine.workDir, "switched-off");
  const agent = machine.boot({
    trainer: lines ? "flood-forever:lines" : "flood-forever",
    env: {
      FLASH_TRAINER_OUTPUT_BYTES: String(gigabytes * 1e9),
      FLASH_POWER_OFF: JSON.stringify(["touch", switchedOff]),
    },
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
      `poured              more than ${gigabytes} GB, ${lines ? "in lines of 100 bytes" : "in one line"}`,
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
