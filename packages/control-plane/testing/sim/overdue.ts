import { claimKey, progressKey, type StoredJob } from "@flash/schemas";
import type { Sweep } from "./nudges.ts";
import type { World } from "./world.ts";

/** So many sweeps in a row, with nothing in their way, may find a state whose clock has run out. */
const PATIENCE = 5;

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
      const name = `${job.id} ${job.attempt} ${overdue}`;
      if (overdue === null) continue;
      const sweeps = (this.#sweeps.get(name) ?? 0) + 1;
      this.#sweeps.set(name, sweeps);
      if (sweeps > PATIENCE) inspector.report("clock", `${job.id} is ${overdue} after ${sweeps} sweeps`);
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
    return isSilent && !this.#isWithoutPower(job) ? "held by a silent machine" : null;
  }

  /** Then it is switched on again as soon as EC2 lets it, which is no silence. */
  #isWithoutPower({ server }: StoredJob): boolean {
    const { ec2 } = this.#world;
    return ec2.instances().some((box) => box.server === server && ec2.stateOf(box.instance) === "stopped");
  }
}
