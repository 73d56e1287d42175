/** The training server: runs on the instance from boot to power-off. */
import { randomUUID } from "node:crypto";
import { mkdirSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Documents } from "@flash/control-plane";
import { TRAINER_LIMITS } from "@flash/schemas";
import type { TaskType } from "@flash/schemas";
import { INTERRUPTED, runAgent } from "./agent/agent.ts";
import { loadAgentConfig } from "./agent/config/agent-config.ts";
import type { AgentConfig, Argv } from "./agent/config/agent-config.ts";
import { freeBytes } from "./agent/dataset/disk-space.ts";
import { machineClock } from "./agent/ports/clock.ts";
import { errorText, jsonLog } from "./agent/ports/log.ts";
import { powerOff } from "./agent/power-off.ts";
import { s3Bucket } from "./agent/s3-bucket.ts";
import { spotNotice } from "./agent/spot/spot-notice.ts";
import { startTrainer } from "./agent/trainer/start-trainer.ts";
import { lockWorkFolder } from "./agent/work-folder/agent-lock.ts";
import { bundleOf, REFERENCE_TRAINERS } from "./reference-trainers.ts";

const clock = machineClock();
const log = jsonLog((line) => process.stdout.write(line), Date.now);

/** In the source tree this file is TypeScript, in the bundle the trainers lie beside it. */
const isSource = import.meta.url.endsWith(".ts");
function referenceTrainer(taskType: TaskType): string {
  const name = REFERENCE_TRAINERS[taskType];
  return fileURLToPath(new URL(isSource ? `./trainers/${name}/main.ts` : `./${bundleOf(name)}`, import.meta.url));
}

/** Of this process's own options only the export condition matters to a trainer. */
const conditions = process.execArgv.filter((option) => option.startsWith("--conditions="));

function trainerFor(config: AgentConfig, taskType: TaskType): Argv {
  return config.trainers[taskType] ?? [process.execPath, ...conditions, referenceTrainer(taskType)];
}

/** Whoever switches a machine off does not wait for a bucket that does not answer. */
const STOP_MS = 8_000;

function stop(stopping: AbortController): void {
  stopping.abort();
  setTimeout(() => process.exit(0), STOP_MS).unref();
}

async function stopWhenInterrupted(metadataUrl: string, stopping: AbortController, over: AbortSignal): Promise<void> {
  const notice = await spotNotice(metadataUrl, { clock, log }, over);
  if (notice === null) return;
  log("spot_notice", notice);
  stopping.abort(INTERRUPTED);
}

async function serve(): Promise<void> {
  const given = loadAgentConfig(process.env);
  mkdirSync(given.workDir, { recursive: true });
  const config = { ...given, workDir: realpathSync(given.workDir) };
  const unlock = lockWorkFolder(config.workDir);
  const stopping = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) process.on(name, () => stop(stopping));
  const bucket = s3Bucket(config.bucket);
  const over = new AbortController();
  if (config.metadataUrl !== null) void stopWhenInterrupted(config.metadataUrl, stopping, over.signal);
  const end = await runAgent(
    {
      config,
      bootId: config.bootId ?? randomUUID(),
      bucket,
      documents: new Documents(bucket.documents, randomUUID),
      clock,
      log,
      startTrainer,
      trainerFor: (taskType) => trainerFor(config, taskType),
      hostEnv: process.env,
      freeBytes,
      trainerLimits: { ...TRAINER_LIMITS, outputBytes: config.trainerOutputBytes },
    },
    stopping.signal,
  );
  over.abort();
  log("agent_ended", { end });
  unlock();
  if (end !== "stopped") await powerOff(config.powerOff);
}

try {
  await serve();
  process.exit(0);
} catch (error) {
  log("agent_failed", { error: errorText(error) });
  process.exit(1);
}
