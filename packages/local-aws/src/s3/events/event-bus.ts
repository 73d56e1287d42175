import type { FaultSource } from "../faults.ts";
import type { Store } from "../store/store.ts";
import { wants } from "./notification-rules.ts";
import { type ChangeOrigin, type ObjectChange, type S3Event, type S3EventRecord, toEventRecord } from "./s3-event.ts";

export type EventListener = (functionArn: string, event: S3Event) => void;

interface Delivery {
  readonly functionArn: string;
  readonly record: S3EventRecord;
}

/**
 * Tells functions of changes, after the change and never within the request that made it. Like S3 it promises little: an
 * event may be lost with the process, and the fault switches lose, double, delay and reorder on purpose.
 */
export class EventBus {
  readonly #store: Store;
  readonly #faults: FaultSource;
  readonly #listener: EventListener | undefined;
  readonly #onFailure: (error: unknown) => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Events that wait for another one to overtake them. */
  readonly #overtaken = new Set<() => void>();
  #closed = false;

  constructor(options: {
    readonly store: Store;
    readonly faults: FaultSource;
    readonly listener: EventListener | undefined;
    readonly onFailure: (error: unknown) => void;
  }) {
    this.#store = options.store;
    this.#faults = options.faults;
    this.#listener = options.listener;
    this.#onFailure = options.onFailure;
  }

  publish(change: ObjectChange, origin: ChangeOrigin): void {
    const rules = this.#store.catalog.bucket(change.bucket)?.configuration.notifications ?? [];
    for (const rule of rules) {
      if (!wants(rule, change.name, change.key)) continue;
      this.#dispatch({ functionArn: rule.functionArn, record: toEventRecord(change, origin, rule.id) });
    }
  }

  /** Forgets what was not delivered yet. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#overtaken.clear();
  }

  #dispatch(delivery: Delivery): void {
    const fault = this.#faults.takeEventFault(delivery.record, delivery.functionArn);
    switch (fault?.kind) {
      case "drop":
        return;
      case "delay":
        this.#after(fault.delayMs ?? 1000, () => this.#deliver(delivery));
        return;
      case "reorder":
        this.#holdBack(delivery, fault.delayMs ?? 1000);
        return;
      case "double":
        this.#soon(delivery);
        this.#soon(delivery);
        return;
      case undefined:
        this.#soon(delivery);
    }
  }

  #soon(delivery: Delivery): void {
    setImmediate(() => {
      this.#deliver(delivery);
      const held = [...this.#overtaken];
      for (const release of held) release();
    });
  }

  #holdBack(delivery: Delivery, atMostMs: number): void {
    const release = (): void => {
      if (this.#overtaken.delete(release)) this.#deliver(delivery);
    };
    this.#overtaken.add(release);
    this.#after(atMostMs, release);
  }

  #after(delayMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }

  #deliver({ functionArn, record }: Delivery): void {
    if (this.#closed) return;
    try {
      this.#listener?.(functionArn, { Records: [record] });
    } catch (error) {
      this.#onFailure(error);
    }
  }
}
