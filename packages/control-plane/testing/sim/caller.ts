import { type InstanceId, serverOfKey } from "@flash/schemas";
import type { ETag, ObjectStore } from "../../src/ports/object-store.ts";
import type { Machines } from "../../src/ports/machines.ts";
import type { FaultKind } from "./fault-kinds.ts";
import type { Task } from "./scheduler.ts";
import type { World } from "./world.ts";

/** What S3 or EC2 throws when a fault strikes: nothing else that is thrown is expected. */
export class Outage extends Error {}

/** Who calls, and what the faults of its kind do to it. */
export interface Caller {
  readonly task: Task;
  readonly kind: "function" | "agent";
  /** Strikes before the call: how long it takes longer. An agent may be frozen, lose its power or die here. */
  readonly suffer: (fault: FaultKind) => Promise<number>;
}

const READ: readonly FaultKind[] = ["store_fails"];
const PLAIN: readonly FaultKind[] = ["store_fails", "store_answer_lost"];
const CONDITIONAL: readonly FaultKind[] = [...PLAIN, "store_conflict", "store_refuses_own_write"];
const FUNCTION: readonly FaultKind[] = ["crash_before_call", "crash_after_call", "stall", "slow_call", "slow_call"];
const AGENT: readonly FaultKind[] = ["agent_freezes", "agent_dies", "power_loss"];
const EC2: readonly FaultKind[] = ["ec2_fails", "ec2_answer_lost"];

/** A decision grows old between the observation and what it leads to: there stalls are most telling. */
const EFFECT: readonly FaultKind[] = [...FUNCTION, "stall", "stall"];

const withCaller = (kinds: readonly FaultKind[], functions = EFFECT) => ({
  function: [...functions, ...kinds],
  agent: [...AGENT, ...kinds],
});
const KINDS = {
  read: withCaller(READ, FUNCTION),
  plain: withCaller(PLAIN),
  conditional: withCaller(CONDITIONAL),
  ec2: withCaller(EC2),
} as const;

/** An agent's S3 answers again before its silence could be held against it. */
const MOST_STORE_FAULTS_OF_AGENT = 2;

/** One actor's way to S3 and EC2: every call waits for the scheduler, and may be struck by one fault. */
export class Ports {
  readonly store: ObjectStore;
  readonly machines: Machines;
  readonly #world: World;
  readonly #caller: Caller;
  #faultsInARow = 0;
  /** Writes that S3 refused though nobody else had written: what was done before them is looked at, and done, again. */
  #conflicts = 0;
  #callsToNextFreeze = 0;
  /** Servers whose status this actor saw in dev mode when it last read it. */
  readonly #seenInDevMode = new Map<string, boolean>();

  constructor(world: World, caller: Caller) {
    this.#world = world;
    this.#caller = caller;
    const { store } = world;
    this.store = {
      get: async (key) => {
        const answer = await this.#call("get", key, "read", () => store.get(key));
        this.#noteStatus(key, answer.found?.body ?? null);
        return answer;
      },
      list: (prefix, options) => this.#call("list", prefix, "read", () => store.list(prefix, options)),
      put: (key, body) => this.#call("put", key, "plain", () => store.put(key, body)),
      remove: (key) => this.#call("remove", key, "plain", () => store.remove(key)),
      create: (key, body) => this.#call<ETag | null>("create", key, "conditional", () => store.create(key, body), null),
      replace: (key, body, etag) =>
        this.#call<ETag | null>("replace", key, "conditional", () => store.replace(key, body, etag), null),
      removeVersion: (key, etag) =>
        this.#call<boolean>("removeVersion", key, "conditional", () => store.removeVersion(key, etag), false),
    };
    this.machines = this.#machines();
  }

  #machines(): Machines {
    const { ec2, inspector } = this.#world;
    const starts = new Map<InstanceId, number>();
    const noteStart = (instance: InstanceId): void => {
      const times = (starts.get(instance) ?? 0) + 1;
      starts.set(instance, times);
      if (times > MOST_STARTS + this.#conflicts) {
        inspector.report("livelock", `${this.#caller.task.name} starts ${instance} for the ${times}th time`);
      }
    };
    const ask = <T>(op: string, instances: readonly InstanceId[], answer: () => T): Promise<T> =>
      this.#call(op, instances.join(","), "ec2", () => {
        for (const instance of instances) inspector.ec2Called(op, instance, this.#seenInDevMode);
        return Promise.resolve(answer());
      });
    return {
      start: (instance) => {
        noteStart(instance);
        return ask("start", [instance], () => ec2.start(instance));
      },
      stop: (instance) => ask("stop", [instance], () => ec2.stop(instance)),
      describe: (instances) => ask("describe", instances, () => ec2.describe(instances)),
      tagged: () => ask("tagged", [], () => ec2.tagged()),
    };
  }

  async #call<T>(op: string, key: string, kind: keyof typeof KINDS, act: () => Promise<T>, refusal?: T): Promise<T> {
    const { task } = this.#caller;
    const { scheduler, scenario, faults, trace } = this.#world;
    task.calls += 1;
    const fault = this.#faultAt(op, key, kind);
    const mostMs = !faults.isOn ? CALM_CALL_MS : this.#caller.kind === "agent" ? AGENT_CALL_MS : scenario.callMs;
    const ms = 1 + task.random.next() * mostMs;
    if (fault === "crash_before_call") return scheduler.die(task);
    const extra = fault === null ? 0 : await this.#caller.suffer(fault);
    await scheduler.wait(task, ms + extra, () => this.#inFlight(act));
    if (fault === "store_fails" || fault === "ec2_fails") throw new Outage(`${op} ${key}: not done`);
    if (fault === "store_conflict") {
      if (refusal === undefined || op === "create") throw new Outage(`${op} ${key}: conflict`);
      this.#conflicts += 1;
      return refusal;
    }
    this.#world.inspector.actor = task.name;
    this.#world.inspector.actorSince = task.since;
    const answer = await act();
    trace?.(task.name, `${op} ${key}${shown(answer)}`);
    if (fault === "crash_after_call") return scheduler.die(task);
    if (fault === "store_answer_lost" || fault === "ec2_answer_lost") throw new Outage(`${op} ${key}: answer lost`);
    return fault === "store_refuses_own_write" && refusal !== undefined ? refusal : answer;
  }

  #faultAt(op: string, key: string, kind: keyof typeof KINDS): FaultKind | null {
    const { task, kind: who } = this.#caller;
    if (this.#freezesAgain(op, key)) return "agent_freezes";
    const hesitation = this.#hesitation(op, key);
    if (hesitation !== null) return hesitation;
    const fault = this.#world.faults.oneOf(
      KINDS[kind][who],
      task.random,
      () => `${task.name} ${task.calls} ${op} ${key}`,
    );
    if (who === "function" || fault === null || AGENT.includes(fault)) {
      this.#faultsInARow = 0;
      if (fault === "agent_freezes" && task.random.chance(0.4)) this.#callsToNextFreeze = task.random.int(1, 5);
      return fault;
    }
    this.#faultsInARow += 1;
    return this.#faultsInARow > MOST_STORE_FAULTS_OF_AGENT ? null : fault;
  }

  #hesitation(op: string, key: string): FaultKind | null {
    const { task, kind: who } = this.#caller;
    const { faults, scenario } = this.#world;
    if (who === "agent" || !faults.isOn) return null;
    const point = scenario.hesitations.find((one) => one.op === op && key.endsWith(one.keyEnd));
    if (point === undefined || !task.random.chance(point.chance)) return null;
    return faults.planned(point.kind, `${task.name} ${task.calls} at ${op} ${key}`) ? point.kind : null;
  }

  /** A machine that has frozen once is likely to freeze again, after a few signs of life. */
  #freezesAgain(op: string, key: string): boolean {
    this.#callsToNextFreeze -= 1;
    const { task } = this.#caller;
    return (
      this.#callsToNextFreeze === 0 &&
      this.#world.faults.planned("agent_freezes", `${task.name} ${task.calls} again ${op} ${key}`)
    );
  }

  /** The sender was killed while its request was on its way: it may arrive all the same. */
  async #inFlight(act: () => Promise<unknown>): Promise<void> {
    const { task } = this.#caller;
    if (!task.random.chance(0.5)) return;
    this.#world.inspector.actor = task.name;
    this.#world.inspector.actorSince = task.since;
    await act();
    this.#world.trace?.(task.name, "was killed at its time limit; this last request still arrived");
  }

  #noteStatus(key: string, body: string | null): void {
    if (!key.endsWith("status.json")) return;
    const server = serverOfKey(key);
    if (server !== null) this.#seenInDevMode.set(server, body !== null && /"dev_mode":\s*true/u.test(body));
  }
}

/** One function may try a machine for one job and, when that is over, for the next. */
const MOST_STARTS = 3;
/** A call takes up to so long when there are no faults, and from a machine, whose signs of life must not suffer. */
const CALM_CALL_MS = 30;
const AGENT_CALL_MS = 120;

function shown(answer: unknown): string {
  if (answer === undefined) return "";
  if (typeof answer === "object" && answer !== null && "found" in answer) {
    return answer.found === null ? " → nothing" : " → found";
  }
  if (typeof answer === "string") return " → done";
  if (answer === null || answer === false) return " → refused";
  if (answer === true) return " → done";
  return ` → ${JSON.stringify(answer).slice(0, 160)}`;
}
