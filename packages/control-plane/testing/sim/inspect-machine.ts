import { claimKey, type InstanceId, type ServerName } from "@flash/schemas";
import type { Facts, Process } from "./inspector.ts";
import type { Invariant } from "./invariants.ts";

type Tell = (invariant: Invariant, detail: string) => void;

/**
 * [C1] A machine has just claimed an attempt. That it could be claimed means that nobody has closed it, so the job must
 * still mean it, or be about to fence it off.
 */
export function inspectClaim(id: string, attempt: number, facts: Facts, tell: Tell): void {
  const job = facts.jobs.get(id);
  const isFenced = job?.fence != null && job.attempt === attempt + 1;
  if (job?.state === "assigned" && (job.attempt === attempt || isFenced)) return;
  tell(
    "claim_of_live_attempt",
    `attempt ${attempt} of ${id} is claimed, which is ${job?.state}, attempt ${job?.attempt}`,
  );
}

/**
 * [C2] was passed: the config that was read a moment ago named this attempt. The job may be over all the same, when this
 * very machine had claimed it before and a late creation has brought the config back: it trains for nothing until the
 * config is swept away.
 */
export function inspectTraining(process: Process, facts: Facts, tell: Tell): void {
  const { training, server } = process;
  if (training === null) return;
  const config = facts.configs.get(server);
  // Nobody has acted since the config was read for the second time.
  if (config?.token !== training.job || config.attempt !== training.attempt) {
    return tell("claim_of_live_attempt", `trains attempt ${training.attempt} of ${training.job} without its config`);
  }
  if (facts.hands.has(server)) return;
  const other = facts
    .training(training.job)
    .find((one) => one !== process && one.instance !== null && process.instance !== null);
  if (other !== undefined) tell("one_effect", `trains ${training.job}, which ${other.name} has not let go of`);
}

/** StopInstances has just been accepted. */
export function inspectStop(instance: InstanceId, server: ServerName, facts: Facts, tell: Tell): void {
  const config = facts.configs.get(server);
  const status = facts.statuses.get(server);
  if (config === undefined || status?.token !== config.token || !facts.isLive(config, server)) return;
  const claim = facts.once.get(claimKey(config.token, config.attempt));
  if (claim === undefined) {
    const job = facts.jobs.get(config.token);
    if (job?.instance === instance && (job.warm || job.started_at !== null)) {
      tell("live_machine_stopped", `it boots or waits for attempt ${config.attempt} of ${config.token}`);
    }
    return;
  }
  const process = facts.training(config.token).find((one) => one.instance === instance);
  if (process?.training?.attempt === config.attempt && claim.includes(`"${instance}"`)) {
    tell("live_machine_stopped", `${process.name} trains attempt ${config.attempt} of ${config.token} on it`);
  }
}
