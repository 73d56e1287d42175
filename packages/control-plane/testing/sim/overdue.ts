import { claimKey, InstanceId, progressKey, type StoredJob } from "@flash/schemas";
import * as z from "zod";
import type { Sweep } from "./nudges.ts";
import type { World } from "./world.ts";

/** So many sweeps in a row, with nothing in their way, may find a state whose clock has run out. */
const PATIENCE = 5;

/** Silence would end it too, some sweeps later and at the price of an attempt. */
const POWERLESS = "held by a machine that nobody switches on again";

/** A state whose clock has run out must end: several sweeps in a row have found it so, and nothing struck anybody. */
export class OverdueStates {
  readonly #world: World;
  readonly #sweeps = new Map<string, number>();
  #lastSweepAt = 0;

  constructor(world: World) {
    this.#world = world;
  }

  afterSweep({ from, isUndisturbed }: Sweep): void {
    const { scenario, inspector } = this.#world;
    if (!isUndisturbed || from < this.#lastSweepAt + scenario.clocks.secondLookMs * 0.9) return;
    this.#lastSweepAt = from;
    for (const job of inspector.facts.jobs.values()) {
      const overdue = this.#overdue(job, from);
      const name = `${job.id} ${job.attempt} ${job.starts} ${overdue}`;
      if (overdue === null) continue;
      const sweeps = (this.#sweeps.get(name) ?? 0) + 1;
      this.#sweeps.set(name, sweeps);
      if (sweeps > (overdue === POWERLESS ? 2 : PATIENCE))
        inspector.report("clock", `${job.id} is ${overdue} after ${sweeps} sweeps`);
    }
  }

  /** Which clock of the job has run out; null: none. */
  #overdue(job: StoredJob, at: number): string | null {
    const { facts } = this.#world.inspector;
    if (job.outcome !== null) return null;
    if (job.state === "queued") return at > job.queue_deadline ? "still queued past its deadline" : null;
    const { server, limits } = job;
    const isDevMode = server !== null && facts.statuses.get(server)?.dev_mode === true;
    if (server === null || facts.unreporting.has(server) || job.fence !== null) return null;
    const claim = facts.once.get(claimKey(job.id, job.attempt));
    if (claim === undefined) {
      const isLate = job.started_at !== null && !isDevMode && at > job.started_at + limits.max_boot_ms;
      return isLate ? "not claimed past its boot time" : null;
    }
    const beat =
      facts.beats.get(progressKey(job.id, job.attempt)) ?? facts.claimedAt.get(claimKey(job.id, job.attempt));
    const isSilent =
      beat !== undefined && at > Math.max(beat + limits.max_silence_ms, (job.started_at ?? 0) + limits.max_boot_ms);
    if (!isDevMode && this.#isLeftWithoutPower(job, claim, at)) return POWERLESS;
    return isSilent && !this.#isWithoutPower(job) ? "held by a silent machine" : null;
  }

  /** A claimed machine that lost its power, may be started again, and was not asked for since the last sweep began. */
  #isLeftWithoutPower(job: StoredJob, claim: string, at: number): boolean {
    const { ec2, inspector, scenario } = this.#world;
    const { facts } = inspector;
    const { instance } = z.object({ instance: InstanceId.nullish() }).parse(JSON.parse(claim));
    if (instance == null || job.server === null || facts.hands.has(job.server) || facts.removed.has(job.server))
      return false;
    if (!facts.isLive({ token: job.id, attempt: job.attempt }, job.server)) return false;
    const claimedAt = facts.claimedAt.get(claimKey(job.id, job.attempt)) ?? at;
    if (at > claimedAt + job.limits.max_run_ms || job.starts > scenario.clocks.maxStarts) return false;
    return ec2.stateOf(instance) === "stopped" && (facts.startAskedAt.get(instance) ?? 0) < at;
  }

  /** Then it is switched on again as soon as EC2 lets it, which is no silence. */
  #isWithoutPower({ server }: StoredJob): boolean {
    const { ec2 } = this.#world;
    return ec2.instances().some((box) => box.server === server && ec2.stateOf(box.instance) === "stopped");
  }
}
