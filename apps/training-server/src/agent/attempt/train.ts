import { mkdir, readFile } from "node:fs/promises";
import { TrainerJob } from "@flash/schemas";
import { listCheckpointFiles } from "../checkpoint/list-checkpoint-files.ts";
import type { TrainerCommand } from "../ports/trainer-process.ts";
import { verdictOfRun } from "../result/result-from-exit.ts";
import type { RunVerdict, TrainerRun } from "../result/result-from-exit.ts";
import { runTrainer } from "../trainer/run-trainer.ts";
import { trainerEnvironment } from "../trainer/trainer-environment.ts";
import { killTrainerProcesses } from "../trainer/trainer-processes.ts";
import { giveFolder } from "../work-folder/give-folder.ts";
import { emptyFolder } from "../work-folder/attempt-folder.ts";
import type { Attempt, AgentDeps } from "./attempt-deps.ts";
import { AttemptFault } from "./attempt-fault.ts";

/** Between a crash and the next run: whoever ended the trainer may be about to end the agent too. */
const RESTART_WAIT_MS = 500;
/** A machine that is being switched off gives its processes little time. */
const POWER_OFF_STOP_MS = 4_000;

/**
 * Runs the trainer, again after a crash, until it comes to something.
 *
 * @returns null when the hold ended meanwhile; then the trainer has ended too.
 * @throws AttemptFault when the trainer cannot be started.
 */
export async function train(deps: AgentDeps, attempt: Attempt): Promise<RunVerdict | null> {
  for (let restarts = 0; ; restarts += 1) {
    const run = await runOnce(deps, attempt);
    if (run.isStuck) attempt.onStuck();
    if (attempt.hold.ended !== null) return null;
    const verdict = verdictOfRun(run);
    if (verdict.kind === "done" || !verdict.again || restarts >= deps.config.trainerRestarts) return verdict;
    deps.log("trainer_restarts", { exit: run.exit, restarts: restarts + 1 });
    attempt.report.logTail.add(`[the trainer is started again] ${verdict.message}`);
    await deps.clock.sleep(RESTART_WAIT_MS, attempt.hold.signal);
    if (attempt.hold.signal.aborted) return null;
  }
}

async function runOnce(deps: AgentDeps, attempt: Attempt): Promise<TrainerRun> {
  const { folder, report, hold } = attempt;
  const { stopMs } = deps.trainerLimits;
  killTrainerProcesses(folder.root, deps.config.trainerUser);
  await Promise.all([
    emptyFolder(folder.out),
    emptyFolder(folder.temporary),
    mkdir(folder.checkpoint, { recursive: true }),
  ]);
  for (const own of [folder.out, folder.temporary, folder.checkpoint]) await giveFolder(own, deps.config.trainerUser);
  const command = await commandOf(deps, attempt);
  deps.log("trainer_starts", { program: command.program, args: command.args });
  const run = await runTrainer(command, {
    start: (...start) =>
      deps.startTrainer(...start).catch((error: unknown) => Promise.reject(notStarted(command, error))),
    clock: deps.clock,
    log: report.logTail,
    onEvent: (event) => report.event(event),
    signal: hold.signal,
    stopGraceMs: () => Math.min(stopMs, hold.ended === "stopping" ? POWER_OFF_STOP_MS : stopMs),
    limits: deps.trainerLimits,
  });
  deps.log("trainer_ended", {
    exit: run.exit,
    stopped: run.stopped,
    hold: hold.ended,
    ...(run.isStuck && { stuck: true }),
  });
  return run;
}

async function commandOf(deps: AgentDeps, { hold, folder, claimedAt }: Attempt): Promise<TrainerCommand> {
  const config = hold.doc.value;
  const { trainerLauncher, trainerUser } = deps.config;
  const [program, ...fixed] = [...(trainerLauncher ?? []), ...deps.trainerFor(config.task_type)] as const;
  const paths = ["--job", folder.job, "--data", folder.data, "--out", folder.out, "--checkpoint", folder.checkpoint];
  const resume = (await listCheckpointFiles(folder.checkpoint)).length > 0 ? ["--resume"] : [];
  const { seed } = TrainerJob.parse(JSON.parse(await readFile(folder.job, "utf8")));
  return {
    program,
    args: [...fixed, "train", ...paths, ...resume],
    cwd: folder.root,
    env: trainerEnvironment(deps.hostEnv, {
      job: config.token,
      attempt: config.attempt,
      seed,
      deadlineMs: claimedAt + config.max_run_ms,
      temporary: folder.temporary,
    }),
    user: trainerUser,
    isLaunched: trainerLauncher !== null,
    folder: folder.root,
  };
}

const notStarted = ({ program }: TrainerCommand, error: unknown): AttemptFault =>
  new AttemptFault("trainer_crashed", `The trainer ${program} cannot be started: ${String(error)}`, { cause: error });
