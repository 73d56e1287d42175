import type { ServerName } from "@flash/schemas";
import type { SweepReport } from "../../src/fleet/sweep.ts";
import type { MachineState } from "../../src/ports/machines.ts";
import type { Functions } from "./functions.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** A sweep that ran to its end. */
export interface Sweep {
  readonly from: number;
  /** Nothing struck anybody meanwhile. */
  readonly isUndisturbed: boolean;
  readonly report: SweepReport;
}

/** S3's events, EC2's events and the schedule: delivered, or lost, late, twice, in another order. */
export class Nudges {
  afterSweep: (sweep: Sweep) => void = () => undefined;
  readonly #world: World;
  readonly #functions: Functions;
  readonly #random: Random;
  readonly #beganAt: number;
  #serial = 0;

  constructor(world: World, functions: Functions) {
    this.#world = world;
    this.#functions = functions;
    this.#random = world.random.fork("nudges");
    this.#beganAt = world.scheduler.now;
  }

  begin(): void {
    const { noNudges } = this.#world.scenario;
    if (noNudges !== null) {
      this.#world.scheduler.at(this.#beganAt + noNudges.from, () => {
        this.#areGone = this.#world.faults.planned("no_nudges", "as planned");
      });
      this.#world.scheduler.at(this.#beganAt + noNudges.to, () => {
        this.#areGone = false;
      });
    }
    this.#scheduleSweep();
  }

  #areGone = false;

  configChanged(server: ServerName, kind: "created" | "removed"): void {
    const actor = kind === "created" ? "start" : "stop";
    const { faults } = this.#world;
    const name = `${actor} ${server} ${(this.#serial += 1)}`;
    if (faults.strike("event_lost", this.#random, () => name)) return;
    const times = faults.strike("event_doubled", this.#random, () => name) ? 2 : 1;
    for (let time = 0; time < times; time++) {
      const isLate = faults.strike("event_late", this.#random, () => `${name} ${time}`);
      this.#deliver(isLate ? this.#random.int(5, 90) * 1_000 : this.#random.int(50, 2_000), () =>
        this.#functions.invoke(actor, (controlPlane) => controlPlane.reconcile(server)),
      );
    }
  }

  /** As the rule on EC2's events has it, only what a decision may wait for: a machine that is off. */
  machineChanged(state: MachineState): void {
    if (state !== "stopped") return;
    const name = `machine ${(this.#serial += 1)}`;
    if (this.#world.faults.strike("machine_event_lost", this.#random, () => name)) return;
    this.#deliver(this.#random.int(200, 3_000), () => this.#sweep());
  }

  #deliver(ms: number, nudge: () => void): void {
    this.#world.scheduler.after(ms, () => {
      if (!this.#areGone) nudge();
    });
  }

  #scheduleSweep(): void {
    const { scenario, faults } = this.#world;
    this.#world.scheduler.after(scenario.sweepEveryMs + this.#random.int(-500, 500), () => {
      this.#scheduleSweep();
      if (this.#areGone) return;
      this.#sweep();
      if (faults.strike("sweep_doubled", this.#random, () => `${(this.#serial += 1)}`)) {
        this.#deliver(this.#random.int(0, 300), () => this.#sweep());
      }
    });
  }

  #sweep(): void {
    const { scheduler, faults } = this.#world;
    const from = scheduler.now;
    const strikes = faults.strikes.length;
    this.#functions.invoke(
      "sweep",
      // Side by side they would be several functions: which run at once all the time.
      (controlPlane) => controlPlane.sweep(1),
      (answer) => {
        if (answer.kind !== "done") return;
        this.afterSweep({ from, isUndisturbed: faults.strikes.length === strikes, report: answer.value });
      },
    );
  }
}
