import { EventQueue } from "./event-queue.ts";
import type { Random } from "./random.ts";

/** A running function or process. It goes on only when the scheduler says so, and it may never go on again. */
export interface Task {
  readonly name: string;
  readonly random: Random;
  /** When it began, in ms. */
  readonly since: number;
  /** When it is killed if it still runs, in ms; a function's time limit. */
  readonly deadline: number;
  /** How many calls it has made: names the places where faults strike. */
  calls: number;
  isDead: boolean;
}

/**
 * Never settles: the rest of a task that is dead does not happen, as when a process is killed. A new one each time, for
 * a shared one would keep everything alive that ever waited for it.
 */
const never = (): Promise<never> => new Promise(() => undefined);

/**
 * Discrete events on a virtual clock. One task at a time runs, from one call of a port to the next; which one is next
 * depends on the seed alone.
 */
export class Scheduler {
  now: number;
  readonly #queue = new EventQueue();
  readonly #random: Random;
  #parked: PromiseWithResolvers<void> | null = null;
  #failure: unknown = null;

  constructor(now: number, random: Random) {
    this.now = now;
    this.#random = random;
  }

  /** Ties are broken by chance. */
  at(time: number, fire: () => void | Promise<void>): void {
    this.#queue.push({ at: Math.max(time, this.now), order: this.#random.next(), fire });
  }

  after(ms: number, fire: () => void | Promise<void>): void {
    this.at(this.now + ms, fire);
  }

  /** Begins a task now or later. `whenDone` hears what it threw, if it did; nothing is heard of a task that is killed. */
  spawn(
    task: Task,
    body: () => Promise<void>,
    whenDone: (error: unknown) => void = (error) => {
      if (error !== null) throw error;
    },
  ): void {
    this.after(0, () => {
      if (task.isDead) return;
      this.#running();
      void body()
        .then(
          () => null,
          (error: unknown) => error ?? new Error("thrown without a value"),
        )
        .then((error) => {
          if (task.isDead) return;
          task.isDead = true;
          whenDone(error);
        })
        .catch((error: unknown) => {
          this.#failure = error;
        })
        .finally(() => this.#park());
    });
  }

  /**
   * Lets the task wait. At its deadline it is killed instead; then its request, if it has one, may still be on its way:
   * `inFlight` is what it does.
   */
  wait(task: Task, ms: number, inFlight?: () => Promise<unknown>): Promise<void> {
    const late = this.now + ms > task.deadline;
    if (late) {
      this.at(task.deadline, () => {
        task.isDead = true;
      });
      if (inFlight !== undefined)
        this.at(Math.min(this.now + ms, task.deadline + IN_FLIGHT_MS), async () => void (await inFlight()));
      this.#park();
      return never();
    }
    const gate = Promise.withResolvers<void>();
    this.after(ms, () => {
      if (task.isDead) return;
      this.#running();
      gate.resolve();
    });
    this.#park();
    return gate.promise;
  }

  /** The task ends here, in the middle. */
  die(task: Task): Promise<never> {
    task.isDead = true;
    this.#park();
    return never();
  }

  /** Runs what is due, in order, until `isOver` or until nothing is left. */
  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const event = this.#queue.pop();
      if (event === null) return;
      this.now = event.at;
      const firing = event.fire();
      if (firing !== undefined) await firing;
      if (this.#parked !== null) await this.#parked.promise;
      if (this.#failure !== null) throw this.#failure;
    }
  }

  #running(): void {
    this.#parked = Promise.withResolvers();
  }

  #park(): void {
    const parked = this.#parked;
    this.#parked = null;
    parked?.resolve();
  }
}

/** How long a request can still be on its way after the death of its sender: bounded by the SDK's request timeout. */
export const IN_FLIGHT_MS = 3_000;
