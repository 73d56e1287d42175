import { epochMs } from "@flash/schemas";
import type { InstanceId, ServerName } from "@flash/schemas";
import type { Machine, Machines, MachineState, RefusalKind, SwitchAnswer } from "../src/ports/machines.ts";
import { PowerHistory } from "./power-history.ts";

export interface MachineCall {
  readonly op: keyof Machines;
  /** Those asked for; empty for `tagged`. */
  readonly instances: readonly InstanceId[];
}

/** Called around every call; what it throws, the caller gets. May wait, as a scheduler does. */
export interface MachineHooks {
  /** Nothing has happened yet. */
  readonly before?: (call: MachineCall) => void | Promise<void>;
  /** It has happened; an error loses the answer. */
  readonly after?: (call: MachineCall) => void | Promise<void>;
}

export interface FakeMachinesOptions {
  /** Milliseconds since 1970: nothing changes but by this clock. */
  readonly now: () => number;
  /** From an accepted start to `running`, in ms. */
  readonly bootMs?: number;
  /** From an accepted stop to `stopped`, in ms. */
  readonly stopMs?: number;
  /** How old a reading is, in ms: EC2's readings are eventually consistent, its answers to start and stop are not. */
  readonly readingAgeMs?: number;
  /** What a stop does to a pending instance. AWS has been seen to do both; the default makes its caller wait. */
  readonly stopWhilePending?: "refuse" | "accept";
  readonly hooks?: MachineHooks;
}

const CODE_OF: Record<RefusalKind, string> = {
  capacity: "InsufficientInstanceCapacity",
  quota: "VcpuLimitExceeded",
  wrong_state: "IncorrectInstanceState",
  not_startable: "IncorrectSpotRequestState",
  missing: "InvalidInstanceID.NotFound",
  refused: "UnauthorizedOperation",
};
const SECOND = 1000;

const refusal = (kind: RefusalKind, instance: InstanceId, why: string): SwitchAnswer => ({
  ok: false,
  kind,
  code: CODE_OF[kind],
  message: `${instance}: ${why}`,
});

interface Box {
  readonly server: ServerName | null;
  readonly history: PowerHistory;
  startRefusals: { readonly kind: RefusalKind; left: number } | null;
  bootFailures: { readonly reason: string; left: number } | null;
}

/** EC2 in memory: instances that take their time by an injected clock, and faults on request. */
export class FakeMachines implements Machines {
  /** Every call so far, refused and failed ones included. */
  readonly calls: MachineCall[] = [];
  readonly #boxes = new Map<InstanceId, Box>();
  readonly #now: () => number;
  readonly #hooks: MachineHooks;
  readonly #bootMs: number;
  readonly #stopMs: number;
  readonly #stoppable: readonly MachineState[];
  /** How old a reading is, in ms. */
  readingAgeMs: number;

  constructor(options: FakeMachinesOptions) {
    this.#now = options.now;
    this.#hooks = options.hooks ?? {};
    this.#bootMs = options.bootMs ?? 0;
    this.#stopMs = options.stopMs ?? 0;
    this.#stoppable = options.stopWhilePending === "accept" ? ["running", "pending"] : ["running"];
    this.readingAgeMs = options.readingAgeMs ?? 0;
  }

  /** A new instance, off. @param server - its tag `flash:server`; null for none. */
  add(instance: InstanceId, server: ServerName | null): this {
    const history = new PowerHistory({ state: "stopped", stateReason: null, launchedAt: null });
    this.#boxes.set(instance, { server, history, startRefusals: null, bootFailures: null });
    return this;
  }

  /** The next `times` starts that would switch it on are refused. `null` ends this. */
  refuseStarts(instance: InstanceId, kind: RefusalKind | null, times = Infinity): void {
    this.#box(instance).startRefusals = kind === null ? null : { kind, left: times };
  }

  /** The next `times` accepted starts end in `stopped` after the boot time, with this `stateReason`. */
  failBoots(instance: InstanceId, reason = "Client.InternalError", times = 1): void {
    this.#box(instance).bootFailures = { reason, left: times };
  }

  /** Its true state now, however old a reading may be. Not a call. */
  stateOf(instance: InstanceId): MachineState {
    return this.#box(instance).history.at(this.#now()).state;
  }

  /** Somebody else's start: a person in the console, or EC2 bringing back a Spot instance. Not a call. */
  switchOn(instance: InstanceId): SwitchAnswer {
    return this.#start(instance);
  }

  /** The machine powers itself off, as its agent or a failing kernel does. Not a call. */
  powerOff(instance: InstanceId, reason = "Client.InstanceInitiatedShutdown"): void {
    if (["pending", "running"].includes(this.stateOf(instance))) this.#goOff(this.#box(instance), reason);
  }

  /** Gone for good; its id stays known, as EC2 keeps it for about an hour. Not a call. */
  terminate(instance: InstanceId): void {
    const { history } = this.#box(instance);
    const { launchedAt } = history.at(this.#now());
    history.plan(this.#now(), { state: "terminated", stateReason: "Client.UserInitiatedShutdown", launchedAt });
  }

  start(instance: InstanceId): Promise<SwitchAnswer> {
    return this.#run({ op: "start", instances: [instance] }, () => this.#start(instance));
  }

  stop(instance: InstanceId): Promise<SwitchAnswer> {
    return this.#run({ op: "stop", instances: [instance] }, () => this.#stop(instance));
  }

  describe(instances: readonly InstanceId[]): Promise<readonly Machine[]> {
    return this.#run({ op: "describe", instances }, () => instances.map((instance) => this.#reading(instance)));
  }

  tagged(): Promise<readonly Machine[]> {
    return this.#run({ op: "tagged", instances: [] }, () =>
      [...this.#boxes].filter(([, { server }]) => server !== null).map(([instance]) => this.#reading(instance)),
    );
  }

  async #run<T>(call: MachineCall, act: () => T): Promise<T> {
    this.calls.push(call);
    await this.#hooks.before?.(call);
    const answer = act();
    await this.#hooks.after?.(call);
    return answer;
  }

  #start(instance: InstanceId): SwitchAnswer {
    const box = this.#boxes.get(instance);
    if (box === undefined) return refusal("missing", instance, "there is no such instance");
    const { state } = box.history.at(this.#now());
    if (state === "pending" || state === "running") return { ok: true };
    if (state !== "stopped") return refusal("wrong_state", instance, `${state}: it cannot be started now`);
    const kind = take(box.startRefusals)?.kind;
    if (kind !== undefined) return refusal(kind, instance, "it cannot be started");
    this.#boot(box);
    return { ok: true };
  }

  #boot({ history, bootFailures }: Box): void {
    const now = this.#now();
    const launchedAt = epochMs(Math.floor(now / SECOND) * SECOND);
    const reason = take(bootFailures)?.reason;
    history.plan(now, { state: "pending", stateReason: null, launchedAt });
    history.plan(
      now + this.#bootMs,
      reason === undefined
        ? { state: "running", stateReason: null, launchedAt }
        : { state: "stopped", stateReason: reason, launchedAt },
    );
  }

  #stop(instance: InstanceId): SwitchAnswer {
    const box = this.#boxes.get(instance);
    if (box === undefined) return refusal("missing", instance, "there is no such instance");
    const { state } = box.history.at(this.#now());
    if (state === "stopped" || state === "stopping") return { ok: true };
    if (!this.#stoppable.includes(state)) return refusal("wrong_state", instance, `${state}: it cannot be stopped now`);
    this.#goOff(box, "Client.UserInitiatedShutdown");
    return { ok: true };
  }

  #goOff({ history }: Box, stateReason: string): void {
    const now = this.#now();
    const { launchedAt } = history.at(now);
    history.plan(now, { state: "stopping", stateReason, launchedAt });
    history.plan(now + this.#stopMs, { state: "stopped", stateReason, launchedAt });
  }

  #reading(instance: InstanceId): Machine {
    const box = this.#boxes.get(instance);
    if (box === undefined) {
      return { instance, state: "terminated", stateReason: null, launchedAt: null, server: null };
    }
    return { instance, server: box.server, ...box.history.at(this.#now() - this.readingAgeMs) };
  }

  #box(instance: InstanceId): Box {
    const box = this.#boxes.get(instance);
    if (box === undefined) throw new RangeError(`there is no fake instance ${instance}; add() it first`);
    return box;
  }
}

/** The fault while it lasts; each look uses it up by one. */
function take<T extends { left: number }>(fault: T | null): T | null {
  if (fault === null || fault.left <= 0) return null;
  fault.left -= 1;
  return fault;
}
