import type { InstanceId } from "@flash/schemas";
import * as job from "../job/transitions.ts";
import type { SwitchAnswer } from "../ports/machines.ts";
import type { Action } from "./action.ts";
import { type Hands, type Round, type Step, writeJob } from "./round.ts";

/** [D5] The first of the candidates that EC2 lets us have; a refusal of all becomes the job's next intent. */
export async function start(
  { candidates, hasBegun }: Extract<Action, { type: "start" }>,
  round: Round,
  hands: Hands,
  stamp: job.Stamp,
): Promise<Step> {
  if (hands.machines === null) return "rest";
  let refusal: Refusal | null = null;
  for (const instance of candidates) {
    const answer = await hands.machines.start(instance);
    if (answer.ok) return writeJob(round, hands, (now) => job.machineStarted(now, instance, stamp));
    refusal = answer;
    if (answer.kind === "wrong_state") return "rest";
    if (answer.kind === "quota" || answer.kind === "refused") break;
  }
  if (refusal === null) return "rest";
  const detail = `${refusal.code}: ${refusal.message}`;
  switch (refusal.kind) {
    case "quota":
      return again(await writeJob(round, hands, (now) => job.ending(now, "quota_exceeded", detail, stamp)));
    case "refused":
      return again(await writeJob(round, hands, (now) => job.ending(now, "machine_refused", detail, stamp)));
    case "missing":
      return again(await writeJob(round, hands, (now) => job.ending(now, "machine_missing", detail, stamp)));
    case "capacity":
    case "not_startable":
      // Its machine has the checkpoints: it is tried again at the next nudge, for as long as the job may run.
      if (hasBegun) return "rest";
      return again(await writeJob(round, hands, (now) => job.requeueWanted(now, "capacity", detail, stamp)));
    case "wrong_state":
      return "rest";
  }
}

type Refusal = Extract<SwitchAnswer, { ok: false }>;

/** An intent was written: this very run rolls it forward. */
const again = (step: Step): Step => (step === "rest" ? "rest" : "lost");

/** [Z2, R3] A refusal is no reason to give up: the machine is looked at again by the next nudge or sweep. */
export async function stop(instances: readonly InstanceId[], { machines }: Hands): Promise<Step> {
  if (machines === null) return "rest";
  for (const instance of instances) await machines.stop(instance);
  return "done";
}
