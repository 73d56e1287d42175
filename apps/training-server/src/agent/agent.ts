import { StoredTrainingConfig, trainingConfigKey } from "@flash/schemas";
import type { Doc } from "@flash/control-plane";
import type { AgentDeps, Attempt } from "./attempt/attempt-deps.ts";
import { Hold } from "./attempt/hold.ts";
import { runAttempt } from "./attempt/run-attempt.ts";
import { claimAttempt } from "./claim/claim-attempt.ts";
import { errorText } from "./ports/log.ts";
import { killTrainerProcesses } from "./trainer/trainer-processes.ts";
import { openAttemptFolder } from "./work-folder/attempt-folder.ts";
import { removeFolder } from "./work-folder/remove-folder.ts";

/**
 * Why the agent ended: it was told to, EC2 takes the machine away, nothing has spoken to it for too long, or a trainer is stuck in the kernel,
 * which only a restart of the machine cures.
 */
export type AgentEnd = "stopped" | "interrupted" | "idle" | "stuck";

/**
 * Works on one attempt after the other until it is told to stop or nobody has had work for `idleOffMs`, be it that there is none, that
 * it is another machine's, or that the bucket does not answer. Whoever calls it holds the lock of the work folder.
 *
 * @param stopping - aborted with {@link INTERRUPTED} when EC2 takes the machine away, with anything else when it is to end.
 */
export async function runAgent(deps: AgentDeps, stopping: AbortSignal): Promise<AgentEnd> {
  const { clock, config, log } = deps;
  const killed = killTrainerProcesses(config.workDir, config.trainerUser);
  log("agent_started", {
    server: config.server,
    instance: config.instance,
    bootId: deps.bootId,
    leftoversKilled: killed,
  });
  const worker = new Worker(deps, stopping);
  let workedAtMs = clock.elapsedMs();
  while (!stopping.aborted) {
    // Read before the look: the bucket is always asked once more after the time has run out.
    const isIdle = clock.elapsedMs() - workedAtMs > config.idleOffMs;
    const hasWorked = await worker.turn();
    if (worker.isStuck) return "stuck";
    if (hasWorked) {
      workedAtMs = clock.elapsedMs();
      continue;
    }
    if (isIdle && !stopping.aborted) return "idle";
    await clock.sleep(config.pollMs, stopping);
  }
  return isInterrupted(stopping) ? "interrupted" : "stopped";
}

/** The reason of a stop that leaves two minutes instead of seconds. */
export const INTERRUPTED = "interrupted";
const isInterrupted = ({ reason }: AbortSignal): boolean => reason === INTERRUPTED;

class Worker {
  readonly #deps: AgentDeps;
  readonly #stopping: AbortSignal;
  /** The last attempt that turned out to be somebody else's: its claim never changes. */
  #leftAlone = "";
  #lastTrouble = "";
  #isStuck = false;

  constructor(deps: AgentDeps, stopping: AbortSignal) {
    this.#deps = deps;
    this.#stopping = stopping;
  }

  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** Looks for work and does it. @returns whether there was any. */
  async turn(): Promise<boolean> {
    try {
      const doc = await this.#config();
      return doc !== null && (await this.#workOn(doc));
    } catch (error) {
      this.#tellOnce("turn_failed", errorText(error));
      return false;
    }
  }

  async #config(): Promise<Doc<StoredTrainingConfig> | null> {
    const { documents, config } = this.#deps;
    const read = await documents.read(trainingConfigKey(config.server), StoredTrainingConfig);
    if (read.kind === "corrupt") this.#tellOnce("config_corrupt", read.fault);
    if (read.kind !== "found") return null;
    if (read.doc.value.server === config.server) return read.doc;
    this.#tellOnce("config_of_other_server", read.doc.value.server);
    return null;
  }

  async #workOn(before: Doc<StoredTrainingConfig>): Promise<boolean> {
    const { config, clock, documents, bootId, log } = this.#deps;
    const { token, attempt } = before.value;
    const name = `${token}/${attempt}`;
    if (name === this.#leftAlone) return false;
    const folder = await openAttemptFolder(config.workDir, token, attempt);
    const askedAtMs = clock.elapsedMs();
    const claim = await claimAttempt(documents, before, { instance: config.instance, bootId, nonce: folder.nonce });
    log("attempt_found", { job: token, attempt, claim: claim.kind });
    switch (claim.kind) {
      case "leave":
        this.#leftAlone = name;
        await removeFolder(folder.root);
        return false;
      case "look_again":
        return false;
      case "train":
        await this.#run({
          hold: new Hold(this.#deps, claim.doc, askedAtMs),
          folder,
          claimedAt: claim.claimedAt,
          onStuck: () => (this.#isStuck = true),
        });
        return true;
    }
  }

  async #run(attempt: Omit<Attempt, "report">): Promise<void> {
    const { hold } = attempt;
    const stop = (): void => hold.end(isInterrupted(this.#stopping) ? "interrupted" : "stopping");
    this.#stopping.addEventListener("abort", stop);
    if (this.#stopping.aborted) stop();
    try {
      const end = await runAttempt(this.#deps, attempt);
      this.#deps.log("attempt_ended", { job: hold.doc.value.token, attempt: hold.doc.value.attempt, end });
    } finally {
      this.#stopping.removeEventListener("abort", stop);
    }
  }

  /** What goes wrong at every look is told when it begins, not every two seconds. */
  #tellOnce(event: string, detail: string): void {
    if (this.#lastTrouble !== event + detail) this.#deps.log(event, { detail });
    this.#lastTrouble = event + detail;
  }
}
