import type { FaultKind } from "./fault-kinds.ts";
import type { Random } from "./random.ts";

/** One fault that struck; `place` is the same whenever the schedule is run again. */
export interface Strike {
  readonly kind: FaultKind;
  readonly place: string;
}

/**
 * Decides where faults strike. A fault that is suppressed does not strike, but its chance is drawn all the same, so that
 * everything else stays as it was: this is how a failing schedule is made small.
 */
export class Faults {
  readonly strikes: Strike[] = [];
  isOn = true;
  readonly #rates: Readonly<Record<FaultKind, number>>;
  readonly #suppressed: ReadonlySet<string>;
  readonly #told: (strike: Strike) => void;

  constructor(
    rates: Readonly<Record<FaultKind, number>>,
    suppressed: ReadonlySet<string>,
    told: (strike: Strike) => void,
  ) {
    this.#rates = rates;
    this.#suppressed = suppressed;
    this.#told = told;
  }

  /** Whether this kind strikes here. @param place - unlike any other in this schedule. */
  strike(kind: FaultKind, random: Random, place: () => string): boolean {
    const rate = this.#rates[kind];
    if (rate === 0 || !this.isOn || random.next() >= rate) return false;
    return this.#record(kind, place());
  }

  /** The first of these kinds that strikes here; null: none. One draw, however many kinds there are. */
  oneOf(kinds: readonly FaultKind[], random: Random, place: () => string): FaultKind | null {
    let chance = random.next();
    if (!this.isOn) return null;
    for (const kind of kinds) {
      chance -= this.#rates[kind];
      if (chance < 0) return this.#record(kind, place()) ? kind : null;
    }
    return null;
  }

  /** A fault that the scenario has planned. */
  planned(kind: FaultKind, place: string): boolean {
    return this.isOn && this.#record(kind, place);
  }

  #record(kind: FaultKind, place: string): boolean {
    const strike = { kind, place: `${kind} @ ${place}` };
    if (this.#suppressed.has(strike.place)) return false;
    this.strikes.push(strike);
    this.#told(strike);
    return true;
  }
}
