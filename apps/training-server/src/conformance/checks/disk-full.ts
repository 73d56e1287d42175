import { spawnSync } from "node:child_process";
import { TRAINER_EXIT } from "@flash/schemas";
import type { Argv } from "../../agent/config/agent-config.ts";
import type { JobFolder } from "../job-folder.ts";
import { type Bench, endOf, eventsOf, skipped, verdict, type Verdict } from "./check.ts";

export const DISK_FULL = "disk full";
/** Neither a model nor a checkpoint is that small. */
const DISK_BYTES = 4_096;
const MOUNT = `mount -t tmpfs -o size=${DISK_BYTES} none`;

/** Gives the trainer's own folders a disk of their own that is full at once. Needs Linux, and root or user namespaces. */
export async function checkDiskFull(bench: Bench): Promise<Verdict> {
  const folder = await bench.folder();
  const command = onFullDisk(folder, bench.command);
  if (command === null)
    return skipped(DISK_FULL, "this machine cannot mount a small disk: it needs Linux with root or user namespaces");
  const run = await bench.run(folder, { command });
  const [error] = eventsOf(run, "error");
  const isTold = run.exit.code === TRAINER_EXIT.resources || error?.code === "disk_full";
  return verdict(DISK_FULL, [
    ...(run.exit.code === TRAINER_EXIT.done ? ["it ended with exit code 0 though nothing could be written"] : []),
    ...(isTold
      ? []
      : [`it must end with exit code ${TRAINER_EXIT.resources} or the error disk_full, but ${endOf(run)}`]),
    ...(eventsOf(run, "result").length === 0 ? [] : ["it sent a result though nothing could be written"]),
  ]);
}

function onFullDisk({ out, checkpoint }: JobFolder, command: Argv): Argv | null {
  if (process.platform !== "linux") return null;
  const script = `${MOUNT} "$1" && ${MOUNT} "$2" && shift 2 && exec "$@"`;
  for (const mapped of [[], ["--map-root-user"]]) {
    const around = ["unshare", ...mapped, "--mount", "--", "sh", "-c", script, "sh", out, checkpoint] as const;
    if (spawnSync(around[0], [...around.slice(1), "true"]).status === 0) return [...around, ...command];
  }
  return null;
}
