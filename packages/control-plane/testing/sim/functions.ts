import { FlashRefusal } from "@flash/schemas";
import { type ControlPlane, createControlPlane, type LogEntry } from "../../src/control-plane.ts";
import type { Fleet } from "../../src/fleet/fleet.ts";
import { Outage, Ports } from "./caller.ts";
import { count } from "./coverage.ts";
import type { FaultKind } from "./fault-kinds.ts";
import { ParsedOnceDocuments } from "./parsed-once.ts";
import type { Task } from "./scheduler.ts";
import type { World } from "./world.ts";

export type Actor = "api" | "start" | "stop" | "sweep";

/** How a function ended; nobody hears of one that crashed or was killed. */
export type Answer<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "refused"; readonly problem: FlashRefusal["problem"] }
  | { readonly kind: "outage" };

/** Runs the platform's functions: each in a task of its own, with a time limit, on the real control plane. */
export class Functions {
  fleet: Fleet;
  readonly #world: World;
  #serial = 0;
  #writes = 0;

  constructor(world: World, fleet: Fleet) {
    this.#world = world;
    this.fleet = fleet;
  }

  invoke<T>(
    actor: Actor,
    body: (controlPlane: ControlPlane) => Promise<T>,
    whenDone: (answer: Answer<T>) => void = () => undefined,
  ): void {
    const { scheduler, random, scenario, inspector } = this.#world;
    const name = `${actor}#${(this.#serial += 1)}`;
    const task: Task = {
      name,
      random: random.fork(name),
      since: scheduler.now,
      deadline: scheduler.now + scenario.timeoutMs,
      calls: 0,
      isDead: false,
    };
    let value: T | undefined;
    const run = async (): Promise<void> => {
      value = await body(this.#controlPlane(actor, task));
    };
    scheduler.spawn(task, run, (error) => {
      this.#world.trace?.(name, error === null ? "is done" : `ends: ${textOf(error)}`);
      // Done without an error: `value` was set.
      if (error === null) whenDone({ kind: "done", value: value as T });
      else if (error instanceof FlashRefusal) whenDone({ kind: "refused", problem: error.problem });
      else if (error instanceof Outage || isExpected(error)) whenDone({ kind: "outage" });
      else inspector.report("unexpected_error", `${name}: ${textOf(error)}`);
    });
  }

  #controlPlane(actor: Actor, task: Task): ControlPlane {
    const { coverage, inspector } = this.#world;
    const { store, machines } = new Ports(this.#world, {
      task,
      kind: "function",
      suffer: (fault) => Promise.resolve(this.#lateMs(fault, task)),
    });
    const documents = new ParsedOnceDocuments(store, () => `w${(this.#writes += 1)}`);
    const log = (entry: LogEntry): void => {
      this.#world.trace?.(task.name, `· ${shown(entry)}`);
      if (entry.event === "step") count(coverage.actions, entry.lost ? `${entry.action} (lost)` : entry.action);
      if (entry.event === "repaired") count(coverage.actions, `sweep: ${entry.repair}`);
      if (entry.event === "stray_stopped") count(coverage.actions, "sweep: stray_stopped");
      if (entry.event === "server_failed" && !(entry.error instanceof Outage)) {
        inspector.report("unexpected_error", `${task.name}: ${entry.server}: ${String(entry.error)}`);
      }
    };
    const { clocks } = this.#world.scenario;
    return createControlPlane({
      documents,
      machines: actor === "api" ? null : machines,
      fleet: this.fleet,
      clocks,
      actor,
      log,
    });
  }

  /** A stall is often longer than the function may live, and then its request may still be on its way. */
  #lateMs(fault: FaultKind, task: Task): number {
    const { timeoutMs } = this.#world.scenario;
    if (fault === "slow_call") return task.random.int(100, 3_000);
    return fault === "stall" ? task.random.int(timeoutMs / 10, 1.2 * timeoutMs) : 0;
  }
}

/** The one error that a person is told to try again after: there is no status to switch. */
const isExpected = (error: unknown): boolean => error instanceof Error && error.message.includes("try again then");

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);

const shown = (entry: LogEntry): string =>
  entry.event === "step"
    ? `${entry.server}: ${entry.action}${entry.lost ? " (lost)" : ""}`
    : entry.event === "server_failed"
      ? `${entry.server} failed: ${String(entry.error)}`
      : JSON.stringify(entry);
