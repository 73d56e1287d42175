import { claimKey, type InstanceId, type ServerName } from "@flash/schemas";
import type { Facts, Process } from "./inspector.ts";
import type { Invariant } from "./invariants.ts";

type Tell = (invariant: Invariant, detail: string) => void;

/** [C2] was passed: the config that was read a moment ago named this attempt. */
export function inspectTraining(process: Process, facts: Facts, tell: Tell): void {
  const { training, server } = process;
  if (training === null) return;
  const job = facts.jobs.get(training.job);
  const config = facts.configs.get(server);
  // Nobody has acted since the config was read for the second time.
  if (job === undefined || config?.token !== training.job || config.attempt !== training.attempt) {
    return tell("claim_of_live_attempt", `trains attempt ${training.attempt} of ${training.job} without its config`);
  }
  const isFenced = job.fence !== null && job.attempt === training.attempt + 1;
  const isMeant = job.state === "assigned" && job.server === server && (job.attempt === training.attempt || isFenced);
  const hasResult = facts.once.has(`jobs/${training.job}/attempts/${training.attempt}/result.json`);
  if (!isMeant && !hasResult) {
    tell(
      "claim_of_live_attempt",
      `trains attempt ${training.attempt} of ${job.id}, which is ${job.state}, attempt ${job.attempt}`,
    );
  }
  if (facts.hands.has(server)) return;
  const other = facts
    .training(job.id)
    .find((one) => one !== process && one.instance !== null && process.instance !== null);
  if (other !== undefined) tell("one_effect", `trains ${job.id}, which ${other.name} has not let go of`);
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
