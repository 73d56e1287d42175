import type { Machine } from "../src/ports/machines.ts";

/** What changes about an instance as it is switched on and off. */
export type PowerState = Pick<Machine, "state" | "stateReason" | "launchedAt">;

/**
 * One instance's states through time, past and planned: so that it can be read as it is, as it was when an old reading
 * was made, and as it will be once its boot is over, without a timer.
 */
export class PowerHistory {
  readonly #before: PowerState;
  /** In the order of their planning: a later one wins over an earlier one from its own time on. */
  readonly #steps: { readonly from: number; readonly power: PowerState }[] = [];

  /** @param before - what it was before anything that is planned. */
  constructor(before: PowerState) {
    this.#before = before;
  }

  /** From `from` (ms) on it is this; whatever had been planned for later will not happen. */
  plan(from: number, power: PowerState): void {
    this.#steps.push({ from, power });
  }

  /** @param time - in ms. */
  at(time: number): PowerState {
    return this.#steps.findLast(({ from }) => from <= time)?.power ?? this.#before;
  }
}
