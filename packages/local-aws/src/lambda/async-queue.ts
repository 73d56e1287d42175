import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { DeadLetter } from "./dead-letters.ts";
import type { EventFate, LambdaFaults } from "./faults.ts";
import { FunctionError, reportOf, TooManyRequestsError } from "./function-error.ts";
import type { ErrorReport } from "./function-error.ts";

/** An event that was accepted for a function. */
export interface AsyncEvent {
  readonly functionName: string;
  readonly functionArn: string;
  readonly requestId: string;
  /** JSON. */
  readonly json: string;
}

export interface QueueOptions {
  readonly run: (event: AsyncEvent) => Promise<unknown>;
  readonly faults: LambdaFaults;
  /** How long to wait before each retry; as many retries as entries. Lambda's own: 1 and 2 minutes. */
  readonly retryDelaysMs: readonly number[];
  readonly keepDeadLetter: (letter: DeadLetter) => void;
}

/** How long a function's reordered event waits for another one to overtake it. */
const REORDER_WAIT_MS = 1_000;
/** A throttled event is offered again after these pauses, and the last one from then on, until it is too old. */
const THROTTLED_PAUSES_MS = [50, 100, 200, 400, 800, 1_600];
const MAX_EVENT_AGE_MS = 6 * 60 * 60_000;

/**
 * Delivers events at least once: again after each failure, then to the dead letters. Being throttled is no failure. What is
 * under way when the platform ends is lost, as an event may be.
 */
export class AsyncQueue {
  readonly #options: QueueOptions;
  readonly #underWay = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  /** Events that wait to be overtaken, by function. */
  readonly #held = new Map<string, () => void>();

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** @returns what settles when the event's fate is decided: handled, dropped, or a dead letter. */
  send(event: Omit<AsyncEvent, "requestId">): Promise<void> {
    const { functionName } = event;
    const release = this.#held.get(functionName);
    const done = this.#meet(this.#options.faults.takeFate(functionName), { ...event, requestId: randomUUID() });
    // It has been overtaken once this one is through.
    if (release && this.#held.delete(functionName)) void done.then(release);
    const tracked = done.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
    return tracked;
  }

  /** Settles when no event is under way. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Takes back what is still waiting. */
  close(): void {
    this.#closing.abort();
    for (const release of this.#held.values()) release();
  }

  async #meet(fate: EventFate | undefined, event: AsyncEvent): Promise<void> {
    if (fate === "drop") return;
    if (fate === "double") return void (await Promise.all([this.#deliver(event), this.#deliver(event)]));
    if (fate === "reorder") await this.#overtaken(event.functionName);
    else if (fate) await this.#pause(fate.delayMs);
    return this.#deliver(event);
  }

  async #overtaken(functionName: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held.get(functionName)?.();
    this.#held.set(functionName, resolve);
    const timer = setTimeout(resolve, REORDER_WAIT_MS);
    await promise.finally(() => clearTimeout(timer));
    if (this.#held.get(functionName) === resolve) this.#held.delete(functionName);
  }

  async #deliver(event: AsyncEvent): Promise<void> {
    const { retryDelaysMs } = this.#options;
    const acceptedAt = Date.now();
    let throttled = 0;
    for (let failures = 0; !this.#closing.signal.aborted;) {
      const failure = await this.#attempt(event);
      if (failure === undefined) return;
      if (failure === "throttled") {
        const pauseMs = THROTTLED_PAUSES_MS[Math.min(throttled++, THROTTLED_PAUSES_MS.length - 1)] ?? 0;
        if (Date.now() - acceptedAt > MAX_EVENT_AGE_MS) return this.#bury(event, "EventAgeExceeded", failures, TOO_OLD);
        await this.#pause(pauseMs);
        continue;
      }
      const delayMs = retryDelaysMs[failures++];
      if (delayMs === undefined) return this.#bury(event, "RetriesExhausted", failures, failure);
      await this.#pause(delayMs);
    }
  }

  async #attempt(event: AsyncEvent): Promise<ErrorReport | "throttled" | undefined> {
    try {
      await this.#options.run(event);
      return undefined;
    } catch (error) {
      if (error instanceof TooManyRequestsError) return "throttled";
      // An invocation that our own end has cut short is not the function's failure.
      if (this.#closing.signal.aborted) return undefined;
      return error instanceof FunctionError ? error.report : reportOf(error);
    }
  }

  #bury(
    { requestId, functionArn, json }: AsyncEvent,
    condition: DeadLetter["requestContext"]["condition"],
    approximateInvokeCount: number,
    responsePayload: ErrorReport,
  ): void {
    this.#options.keepDeadLetter({
      version: "1.0",
      timestamp: new Date().toISOString(),
      requestContext: { requestId, functionArn, condition, approximateInvokeCount },
      requestPayload: JSON.parse(json),
      responsePayload,
    });
  }

  async #pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }
}

const TOO_OLD = {
  errorType: "EventAgeExceeded",
  errorMessage: "The function was busy until the event was too old.",
} satisfies ErrorReport;
