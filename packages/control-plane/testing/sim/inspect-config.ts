import type { ConfigView, Facts } from "./inspector.ts";
import type { Invariant } from "./invariants.ts";

type Tell = (invariant: Invariant, detail: string) => void;

export function inspectConfig(
  server: string,
  { before, next }: { readonly before: ConfigView | null; readonly next: ConfigView },
  facts: Facts,
  tell: Tell,
): void {
  if (facts.hands.has(server)) return;
  if (before !== null && before.token !== next.token) {
    tell("config_of_holder", `the config of ${before.token} is overwritten by one of ${next.token}`);
  }
  if (before !== null && before.token === next.token && next.attempt < before.attempt) {
    tell("config_of_holder", `the config of ${next.token} goes back from attempt ${before.attempt} to ${next.attempt}`);
  }
  const others = facts
    .training(next.token)
    .filter(({ training, instance }) => instance !== null && training !== null && training.attempt < next.attempt);
  const status = facts.statuses.get(server);
  const isLive = facts.jobs.get(next.token)?.attempt === next.attempt;
  if (others.length > 0 && isLive && status?.dev_mode !== true) {
    tell(
      "one_effect",
      `attempt ${next.attempt} of ${next.token} may begin while ${others[0]?.name} holds an earlier one`,
    );
  }
}

export function inspectConfigRemoval(
  server: string,
  before: ConfigView,
  { facts, actor, tell }: { readonly facts: Facts; readonly actor: string; readonly tell: Tell },
): void {
  const process = facts.processes.find(({ name }) => name === actor);
  if (process !== undefined) facts.tookConfigAway.add(`${before.token}/${before.attempt}`);
  if (facts.handsOnConfig.has(server)) return;
  if (process === undefined) {
    if (actor !== "a person" && facts.isLive(before, server) && !hasResult(facts, before)) {
      tell("config_of_holder", `the live config of ${before.token} is taken away`);
    }
    return;
  }
  const { training } = process;
  if (training?.job !== before.token || training.attempt !== before.attempt) {
    tell(
      "config_of_holder",
      `${actor} takes the config of ${before.token}/${before.attempt} away, which is not its own`,
    );
  }
}

const hasResult = (facts: Facts, { token, attempt }: ConfigView): boolean =>
  facts.once.has(`jobs/${token}/attempts/${attempt}/result.json`);
