import { resultKey, type StoredStatus } from "@flash/schemas";
import type { Facts } from "./inspector.ts";
import type { Invariant } from "./invariants.ts";

type Tell = (invariant: Invariant, detail: string) => void;

interface Change {
  readonly before: StoredStatus | null;
  readonly next: StoredStatus | null;
}

export function inspectStatus(server: string, { before, next }: Change, facts: Facts, tell: Tell): void {
  if (before === null && next?.status === "sleeping" && facts.hands.has(server) && next.rev > 0) {
    tell("live_machine_stopped", "a status that was lost is rebuilt as sleeping, though a machine may be on");
  }
  if (before?.suspect && !next?.suspect) facts.trustedAt.set(server, facts.now);
  if (before?.token && next?.token) facts.handOvers.add(`${before.token} ${next.token}`);
  if (before === null || next === null || facts.hands.has(server)) return;
  inspectHandOver({ before, next }, facts, tell);
  if (next.rev !== before.rev + 1) tell("lost_update", `status.json goes from rev ${before.rev} to ${next.rev}`);
  if (next.dev_mode !== before.dev_mode && next.status !== "sleeping") {
    tell("dev_mode", "dev mode is switched while the server is active: its machine would be left on");
  }
  if (before.stopping !== null && next.token !== null) {
    tell("no_dispatch_while_stopping", `${next.token} is given to a server that is being stopped`);
  }
  if (before.token !== null && next.token !== before.token) {
    const job = facts.jobs.get(before.token);
    if (job !== undefined && job.state === "assigned" && job.server === server && job.requeue === null) {
      tell("one_job_per_server", `${before.token} holds the server and is put aside for ${next.token ?? "nobody"}`);
    }
  }
  if (before.status === "active" && next.status === "sleeping") {
    const busy = facts.processes.find((one) => one.server === server && one.isAlive && isLiveProcess(facts, one));
    if (busy !== undefined) tell("live_machine_stopped", `sleeps while ${busy.name} trains`);
  }
}

/** [H1] */
function inspectHandOver(
  { before, next }: { before: StoredStatus; next: StoredStatus },
  facts: Facts,
  tell: Tell,
): void {
  if (before.token === null || next.token === null || before.token === next.token) return;
  const job = facts.jobs.get(before.token);
  const attempt = job?.outcome?.attempt ?? 0;
  if (job === undefined || !facts.once.has(resultKey(job.id, attempt))) {
    tell("one_job_per_server", `goes from ${before.token}, which has no result, to ${next.token}`);
  }
}

const isLiveProcess = (facts: Facts, { training, server }: Facts["processes"][number]): boolean =>
  training !== null && facts.isLive({ token: training.job, attempt: training.attempt }, server);
