/** A switch that is on until it is undone or used up. */
export interface FaultRule {
  /** How often it strikes before it is used up; without it, until undone. */
  readonly times?: number;
}

/** Takes the rule out again; a second call does nothing. */
export type Undo = () => void;

/** The rules of one kind of fault, in the order in which they were set. */
export class FaultRules<R extends FaultRule> {
  readonly #rules = new Map<object, { readonly rule: R; left: number }>();
  readonly #changed: () => void;

  /** @param changed - called after each change of the rules. */
  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  add(rule: R): Undo {
    const id = {};
    this.#rules.set(id, { rule, left: rule.times ?? Number.POSITIVE_INFINITY });
    this.#changed();
    return () => void (this.#rules.delete(id) && this.#changed());
  }

  /** The first rule that matches, which is used up by one. */
  take(matches: (rule: R) => boolean): R | undefined {
    for (const [id, entry] of this.#rules) {
      if (!matches(entry.rule)) continue;
      if (--entry.left <= 0) {
        this.#rules.delete(id);
        this.#changed();
      }
      return entry.rule;
    }
    return undefined;
  }

  /** Whether some rule matches; uses up none. */
  has(matches: (rule: R) => boolean): boolean {
    return [...this.#rules.values()].some((entry) => matches(entry.rule));
  }

  clear(): void {
    this.#rules.clear();
    this.#changed();
  }
}
