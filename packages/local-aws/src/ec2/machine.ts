import { randomUUID } from "node:crypto";
import { hostEnv, plugIn } from "../power/power-cord.ts";
import type { PowerCord } from "../power/power-cord.ts";
import type { BootCommand, BootExit } from "../power/power-protocol.ts";
import type { Ec2Faults } from "./faults.ts";
import type { InstanceFile } from "./instance-file.ts";
import { changeBy, extend, present } from "./instance-state.ts";
import type { Cause, History, StateChange, StateReason } from "./instance-state.ts";
import type { LocalInstance } from "./local-instance.ts";
import { pause } from "./pause.ts";

/** In milliseconds. */
export interface Timing {
  /** How long an instance is `pending` before its boot command is started. */
  readonly pendingMs: number;
  /** How long an instance is `stopping` at least. */
  readonly stoppingMs: number;
  /** How long the machine's processes may take to end after SIGTERM. */
  readonly graceMs: number;
}

export interface MachineSetting {
  readonly instance: LocalInstance;
  readonly file: InstanceFile;
  /** Where the machine asks about itself, if it can. */
  readonly metadataUrl: string | undefined;
  readonly timing: Timing;
  readonly faults: Ec2Faults;
  readonly now: () => number;
  readonly onChange: (change: StateChange) => void;
}

/** One instance with its power: carries out what the state machine allows, and tells each change. */
export class Machine {
  readonly instance: LocalInstance;
  readonly #setting: MachineSetting;
  #history: History;
  /** Ends what was under way; each start, stop and reboot has its own. */
  #turn = new AbortController();
  #cord: Promise<PowerCord | undefined> = Promise.resolve(undefined);
  #frozen = false;

  constructor(setting: MachineSetting) {
    this.#setting = setting;
    this.instance = setting.instance;
    this.#history = setting.file.load() ?? [{ at: setting.now(), state: "stopped", transitionReason: "" }];
    if (this.#isOn()) this.#change({ is: "power_lost", reason: PLATFORM_ENDED });
    else setting.file.save(this.#history);
  }

  get history(): History {
    return this.#history;
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  /** The caller has asked `verdictOn`; so for all that follow. */
  start(): void {
    const { signal } = this.#nextTurn();
    this.#change({ is: "started" });
    void this.#comeUp(signal);
  }

  stop(): void {
    const { signal } = this.#nextTurn();
    this.#change({ is: "stopped_by_user" });
    void this.#goDown(signal, this.#setting.timing.graceMs);
  }

  /** Ends a stopping at once, even a stuck one. */
  force(): void {
    const { signal } = this.#nextTurn();
    void this.#powerOff(0).then(() => signal.aborted || this.#change({ is: "off" }));
  }

  reboot(): void {
    const { signal } = this.#nextTurn();
    void this.#powerOff(this.#setting.timing.graceMs).then(() => (signal.aborted ? undefined : this.#switchOn(signal)));
  }

  /** The machine stops working and answering, but stays on and is billed. */
  async freeze(): Promise<void> {
    (await this.#cord)?.freeze();
    this.#frozen = true;
  }

  async thaw(): Promise<void> {
    (await this.#cord)?.thaw();
    this.#frozen = false;
  }

  /** The boot command and all it started end by SIGKILL; whether the machine stays on is the instance's `onExit`. */
  async kill(): Promise<void> {
    const cord = await this.#cord;
    await cord?.cut();
  }

  /** The host fails: everything ends by SIGKILL and the instance is `stopped`. */
  async cutPower(reason: StateReason = HOST_FAILED): Promise<void> {
    this.#nextTurn();
    await this.#powerOff(0);
    if (this.#isOn()) this.#change({ is: "power_lost", reason });
  }

  /** As `cutPower`, but the processes get `graceMs` to end, unless they are frozen and cannot use it. */
  async close(graceMs: number): Promise<void> {
    this.#nextTurn();
    await this.#powerOff(this.#frozen ? 0 : graceMs);
    if (this.#isOn()) this.#change({ is: "power_lost", reason: PLATFORM_ENDED });
  }

  #isOn(): boolean {
    return !["stopped", "terminated"].includes(present(this.#history).state);
  }

  #nextTurn(): AbortController {
    this.#turn.abort();
    this.#turn = new AbortController();
    return this.#turn;
  }

  #change(cause: Cause): void {
    const { file, now, onChange } = this.#setting;
    const change = changeBy(cause, this.#history, now(), this.instance.shutdownBehavior === "terminate");
    this.#history = extend(this.#history, change);
    file.save(this.#history);
    onChange(change);
  }

  async #comeUp(signal: AbortSignal): Promise<void> {
    const { faults, timing } = this.#setting;
    const { instanceId } = this.instance;
    await pause(faults.takeSlowBoot(instanceId) ?? timing.pendingMs, signal);
    if (signal.aborted) return;
    const reason = faults.takeFailedBoot(instanceId);
    if (reason) this.#change({ is: "boot_failed", reason });
    else await this.#switchOn(signal);
  }

  async #switchOn(signal: AbortSignal): Promise<void> {
    const bootId = randomUUID();
    const plugged = plugIn(bootCommand(this.#setting, bootId), bootId);
    // Whoever stops the machine while it is being plugged in waits for this, and then finds it on.
    this.#cord = plugged.catch(() => undefined);
    try {
      const cord = await plugged;
      if (signal.aborted) return;
      if (present(this.#history).state === "pending") this.#change({ is: "booted" });
      void cord.exited.then((exit) => this.#bootCommandEnded(exit, signal));
    } catch (error) {
      if (!signal.aborted) this.#change({ is: "boot_failed", reason: serverError(error) });
    }
  }

  #bootCommandEnded(exit: BootExit, signal: AbortSignal): void {
    if (signal.aborted) return;
    if (exit.code !== 0 && this.instance.onExit !== "power_off") return;
    const turn = this.#nextTurn();
    this.#change({ is: "powered_itself_off" });
    void this.#goDown(turn.signal, this.#setting.timing.graceMs);
  }

  async #goDown(signal: AbortSignal, graceMs: number): Promise<void> {
    const { faults, timing } = this.#setting;
    await Promise.all([this.#powerOff(graceMs), pause(timing.stoppingMs, signal)]);
    await faults.whileStuck(this.instance.instanceId, signal);
    if (!signal.aborted) this.#change({ is: "off" });
  }

  async #powerOff(graceMs: number): Promise<void> {
    const cord = await this.#cord;
    await (graceMs > 0 ? cord?.stop(graceMs) : cord?.cut());
    this.#frozen = false;
  }
}

function bootCommand({ instance, metadataUrl }: MachineSetting, bootId: string): BootCommand {
  const { boot, instanceId } = instance;
  const identity = { FLASH_INSTANCE_ID: instanceId, FLASH_BOOT_ID: bootId };
  const metadata = metadataUrl === undefined ? {} : metadataEnv(metadataUrl);
  return { ...boot, env: { ...hostEnv(process.env), ...metadata, ...boot.env, ...identity } };
}

/** An AWS SDK looks for a profile before it asks the metadata service: on a developer's computer it would find one. */
const metadataEnv = (url: string): Record<string, string> => ({
  AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
  AWS_CONFIG_FILE: "/nonexistent/config",
  AWS_SHARED_CREDENTIALS_FILE: "/nonexistent/credentials",
});

function serverError(error: unknown): StateReason {
  const message = error instanceof Error ? error.message : String(error);
  return { code: "Server.InternalError", message: `Server.InternalError: ${message}` };
}

const PLATFORM_ENDED = {
  code: "Server.InternalError",
  message: "Server.InternalError: The machine lost its power when the local cloud ended",
} satisfies StateReason;

const HOST_FAILED = {
  code: "Server.InternalError",
  message: "Server.InternalError: The machine lost its power when its host failed",
} satisfies StateReason;
