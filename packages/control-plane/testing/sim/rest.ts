import { OPEN_PREFIX, QUEUE_PREFIX, receiptKey, type StoredJob, StoredReceipt } from "@flash/schemas";
import type { Sweep } from "./nudges.ts";
import type { World } from "./world.ts";

/** What is still not at rest; null: nothing. */
export function unrest(world: World): string | null {
  const { inspector, store, ec2 } = world;
  const { facts } = inspector;
  for (const job of facts.jobs.values()) {
    if (job.outcome === null) return `${job.id} is ${job.state}, attempt ${job.attempt}, on ${job.server}`;
    if (isReceiptFalse(job, world)) return `${job.id} has a receipt of a hand-over that never was`;
    if (lacksReceipt(job, world)) return `${job.id} has no receipt`;
  }
  for (const { config } of world.scenario.servers) {
    const status = facts.statuses.get(config.name);
    if (status === undefined && facts.removed.has(config.name)) continue;
    if (status === undefined) return `${config.name} has no readable status`;
    if (status.status !== "sleeping" || isSet(status.token) || isSet(status.stopping)) {
      return `${config.name} is ${status.status}, token ${status.token}, stopping ${status.stopping?.id ?? "no"}`;
    }
  }
  for (const { instance, server } of ec2.instances()) {
    // What a person switched on in dev mode stays on until a person switches it off: no EC2 call is made.
    if (facts.statuses.get(server)?.dev_mode === true) continue;
    if (ec2.stateOf(instance) !== "stopped") return `${instance} of ${server} is ${ec2.stateOf(instance)}`;
  }
  const isLeft = (key: string): boolean =>
    key.startsWith(OPEN_PREFIX) || key.startsWith(QUEUE_PREFIX) || key.endsWith("training.json");
  const left = store.keys().find(isLeft);
  return left === undefined ? null : `${left} is left over`;
}

/** A receipt that tells of a hand-over that never was would hide who stopped the machine, and when. */
function isReceiptFalse(job: StoredJob, { store, inspector }: World): boolean {
  const body = store.peek(receiptKey(job.id));
  if (body === null) return false;
  const { handed_to: next } = StoredReceipt.parse(JSON.parse(body));
  return next !== null && !inspector.facts.handOvers.has(`${job.id} ${next}`);
}

/** A status that a person wrote leaves fields out. */
const isSet = (field: unknown): boolean => field !== null && field !== undefined;

/** One for every job that had a machine, unless a person changed the status that would have called for it. */
function lacksReceipt(job: StoredJob, { store, inspector }: World): boolean {
  const { hands } = inspector.facts;
  if (job.first_started_at === null || (job.server !== null && hands.has(job.server))) return false;
  return store.peek(receiptKey(job.id)) === null;
}

/** A machine that several sweeps in a row have found on without a job, with nothing in their way, is never stopped. */
export class IdleMachines {
  readonly #world: World;
  readonly #sweeps = new Map<string, number>();
  #lastSweepAt = 0;

  constructor(world: World) {
    this.#world = world;
  }

  afterSweep({ from, isUndisturbed }: Sweep): void {
    const { scenario, ec2, inspector } = this.#world;
    if (!isUndisturbed || from < this.#lastSweepAt + scenario.clocks.secondLookMs / 2) return;
    this.#lastSweepAt = from;
    for (const { instance, server } of ec2.instances()) {
      const isIdle = ec2.stateOf(instance) === "running" && !this.#isWanted(server);
      const sweeps = isIdle ? (this.#sweeps.get(instance) ?? 0) + 1 : 0;
      this.#sweeps.set(instance, sweeps);
      const least = 3 + Math.ceil(scenario.clocks.stopGraceMs / scenario.clocks.secondLookMs) * 2;
      if (sweeps > least && !inspector.facts.hands.has(server)) {
        inspector.report("idle_machine", `${instance} of ${server} is on without a job after ${sweeps} sweeps`);
      }
    }
  }

  #isWanted(server: string): boolean {
    const { jobs, statuses } = this.#world.inspector.facts;
    if (statuses.get(server)?.dev_mode === true) return true;
    return [...jobs.values()].some((job) => job.server === server && job.outcome === null);
  }
}
