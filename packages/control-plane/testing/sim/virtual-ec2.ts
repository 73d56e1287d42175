import { epochMs, type InstanceId, type ServerName } from "@flash/schemas";
import type { Machine, MachineState, RefusalKind, SwitchAnswer } from "../../src/ports/machines.ts";

/** What changes about an instance, and when it was otherwise. */
interface Reading {
  readonly state: MachineState;
  readonly stateReason: string | null;
  readonly launchedAt: Machine["launchedAt"];
}

interface Box {
  readonly instance: InstanceId;
  readonly server: ServerName;
  reading: Reading;
  /** What readings say until `staleUntil`. */
  before: Reading;
  staleUntil: number;
  /** Counts its changes, so that a planned one that was overtaken does not happen. */
  changes: number;
}

/** How a boot goes that EC2 has accepted. */
export interface Boot {
  readonly ms: number;
  /** The state reason with which it ends in `stopped`; null: it comes up. */
  readonly fails: string | null;
}

/** What the world decides about the machines, each by its own seeded chance. */
export interface Ec2Chances {
  readonly refusal: (instance: InstanceId) => RefusalKind | null;
  readonly boot: (instance: InstanceId) => Boot;
  readonly stopMs: () => number;
  /** How long readings lag behind this change, in ms. */
  readonly staleMs: () => number;
  /** What a stop does to a pending instance: AWS has been seen to do both. */
  readonly stopsPending: boolean;
}

interface Surroundings {
  readonly now: () => number;
  readonly after: (ms: number, fire: () => void) => void;
  /** Told of every change of state, after it. */
  readonly changed: (instance: InstanceId, server: ServerName, state: MachineState, why: string) => void;
}

const CODE_OF = {
  capacity: "InsufficientInstanceCapacity",
  quota: "VcpuLimitExceeded",
  wrong_state: "IncorrectInstanceState",
  not_startable: "IncorrectSpotRequestState",
  missing: "InvalidInstanceID.NotFound",
  refused: "UnauthorizedOperation",
} as const satisfies Record<RefusalKind, string>;

const refusal = (kind: RefusalKind): SwitchAnswer => ({ ok: false, kind, code: CODE_OF[kind], message: "refused" });
const SECOND = 1_000;

/** EC2 on the virtual clock: boots and stops take their time, readings may be old, starts may be refused. */
export class VirtualEc2 {
  readonly #boxes = new Map<InstanceId, Box>();
  readonly #chances: Ec2Chances;
  readonly #world: Surroundings;

  constructor(chances: Ec2Chances, world: Surroundings) {
    this.#chances = chances;
    this.#world = world;
  }

  add(instance: InstanceId, server: ServerName): void {
    const off: Reading = { state: "stopped", stateReason: null, launchedAt: null };
    this.#boxes.set(instance, { instance, server, reading: off, before: off, staleUntil: 0, changes: 0 });
  }

  instances(): readonly { readonly instance: InstanceId; readonly server: ServerName }[] {
    return [...this.#boxes.values()];
  }

  /** The true state, however old a reading may be. */
  stateOf(instance: InstanceId): MachineState {
    return this.#boxes.get(instance)?.reading.state ?? "terminated";
  }

  start(instance: InstanceId): SwitchAnswer {
    const box = this.#boxes.get(instance);
    if (box === undefined) return refusal("missing");
    const { state } = box.reading;
    if (state === "pending" || state === "running") return { ok: true };
    if (state !== "stopped") return refusal("wrong_state");
    const kind = this.#chances.refusal(instance);
    if (kind !== null) return refusal(kind);
    this.#boot(box);
    return { ok: true };
  }

  stop(instance: InstanceId): SwitchAnswer {
    const box = this.#boxes.get(instance);
    if (box === undefined) return refusal("missing");
    const { state } = box.reading;
    if (state === "stopped" || state === "stopping") return { ok: true };
    if (state === "pending" && !this.#chances.stopsPending) return refusal("wrong_state");
    this.#goOff(box, "Client.UserInitiatedShutdown");
    return { ok: true };
  }

  /** Switches itself off: power loss, a kernel that gives up, an agent that nobody has spoken to. */
  powerOff(instance: InstanceId, why: string): void {
    const box = this.#boxes.get(instance);
    if (box !== undefined && box.reading.state === "running") this.#goOff(box, why);
  }

  describe(instances: readonly InstanceId[]): readonly Machine[] {
    return instances.map((instance) => {
      const box = this.#boxes.get(instance);
      if (box === undefined) {
        return { instance, state: "terminated", stateReason: null, launchedAt: null, server: null };
      }
      return this.#machine(box);
    });
  }

  tagged(): readonly Machine[] {
    return [...this.#boxes.values()].map((box) => this.#machine(box));
  }

  #machine({ instance, server, reading, before, staleUntil }: Box): Machine {
    return { instance, server, ...(this.#world.now() < staleUntil ? before : reading) };
  }

  #boot(box: Box): void {
    const { ms, fails } = this.#chances.boot(box.instance);
    const launchedAt = epochMs(Math.floor(this.#world.now() / SECOND) * SECOND);
    this.#change(box, { state: "pending", stateReason: null, launchedAt }, "start");
    this.#later(box, ms, () => {
      const over: Reading = { state: "stopped", stateReason: fails, launchedAt };
      this.#change(box, fails === null ? { state: "running", stateReason: null, launchedAt } : over, fails ?? "boot");
    });
  }

  #goOff(box: Box, why: string): void {
    const { launchedAt } = box.reading;
    this.#change(box, { state: "stopping", stateReason: why, launchedAt }, why);
    this.#later(box, this.#chances.stopMs(), () =>
      this.#change(box, { state: "stopped", stateReason: why, launchedAt }, why),
    );
  }

  #later(box: Box, ms: number, change: () => void): void {
    const { changes } = box;
    this.#world.after(ms, () => {
      if (box.changes === changes) change();
    });
  }

  #change(box: Box, next: Reading, why: string): void {
    const now = this.#world.now();
    if (now >= box.staleUntil) box.before = box.reading;
    box.staleUntil = Math.max(box.staleUntil, now + this.#chances.staleMs());
    box.reading = next;
    box.changes += 1;
    this.#world.changed(box.instance, box.server, next.state, why);
  }
}
