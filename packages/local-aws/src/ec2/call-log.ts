/** One call that reached the local EC2. */
export interface Ec2Call {
  readonly action: string;
  /** As the caller named them; empty when it named none. */
  readonly instanceIds: readonly string[];
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Who called; absent when the signature was not accepted. */
  readonly caller?: string;
  /** The error code that it was answered with; absent when it succeeded. */
  readonly error?: string;
}

/** How many calls are kept: the newest. */
export const CALLS_KEPT = 10_000;

/** The calls in the order of their arrival, for tests that ask whether and how EC2 was used. */
export class CallLog {
  readonly #calls: Ec2Call[] = [];

  get calls(): readonly Ec2Call[] {
    return this.#calls;
  }

  add(call: Ec2Call): void {
    this.#calls.push(call);
    if (this.#calls.length > CALLS_KEPT) this.#calls.shift();
  }
}
