import { type InstanceId, type ServerName, StoredClaim, StoredTrainingConfig, trainingConfigKey } from "@flash/schemas";
import { type Doc, type Documents, toBody } from "../../src/documents/documents.ts";
import { Outage } from "./caller.ts";
import type { Process } from "./inspector.ts";
import { BEAT_MS } from "./scenario.ts";
import type { Task } from "./scheduler.ts";
import type { World } from "./world.ts";

/** What survives a restart of the process and of the machine. */
export interface Disk {
  readonly nonces: Map<string, string>;
  /** Training that is still to be done, in ms, by job. */
  readonly checkpoints: Map<string, number>;
}

export interface AgentSetup {
  readonly world: World;
  readonly task: Task;
  readonly process: Process;
  readonly documents: Documents;
  readonly server: ServerName;
  /** null: a person's own process, on a server in dev mode. */
  readonly instance: InstanceId | null;
  readonly bootId: string;
  readonly disk: Disk;
  readonly powerOff: () => void;
}

type Config = Doc<StoredTrainingConfig>;

/**
 * A training server as the contract wants it: it claims (C1), reads the config again (C2), looks at the config before
 * every sign of life (P), writes its result once (E1) and takes away the config that it worked on (E2).
 */
export class Agent {
  readonly #setup: AgentSetup;
  #leftAlone = "";
  #idleSince: number;

  constructor(setup: AgentSetup) {
    this.#setup = setup;
    this.#idleSince = setup.world.scheduler.now;
  }

  async run(): Promise<void> {
    const { world, documents, server, task } = this.#setup;
    for (;;) {
      await world.scheduler.wait(task, world.scenario.pollMs);
      const config = await tried(() => documents.read(trainingConfigKey(server), StoredTrainingConfig));
      const worked = config?.kind === "found" && (await this.#workOn(config.doc));
      if (worked) this.#idleSince = world.scheduler.now;
      else if (this.#isIdle()) {
        this.#setup.powerOff();
        // Whoever has asked for that takes no work any more; a person's own process has no machine to switch off.
        if (this.#setup.instance !== null) return;
      }
    }
  }

  #isIdle(): boolean {
    const { scenario, scheduler } = this.#setup.world;
    return scenario.idleOffMs !== null && scheduler.now - this.#idleSince > scenario.idleOffMs;
  }

  async #workOn(before: Config): Promise<boolean> {
    const { token, attempt } = before.value;
    const name = `${token}/${attempt}`;
    if (name === this.#leftAlone) return false;
    const config = await this.#claim(before);
    if (config === "leave") this.#leftAlone = name;
    if (config === "leave" || config === "look again") return false;
    this.#begin(config);
    await this.#train(config);
    this.#setup.process.training = null;
    return true;
  }

  /** [C1, C2] */
  async #claim(before: Config): Promise<Config | "leave" | "look again"> {
    const { documents } = this.#setup;
    const claim = { instance: this.#setup.instance, boot_id: this.#setup.bootId, nonce: this.#nonce(before.value) };
    const { claim: key } = before.value.keys;
    const answer = await tried(async () => {
      await documents.store.create(key, toBody(claim));
      return documents.read(key, StoredClaim);
    });
    if (answer === null) return "look again";
    if (answer.kind !== "found" || !isOurs(answer.doc.value, claim)) return "leave";
    const after = await tried(() => documents.read(before.key, StoredTrainingConfig));
    if (after === null || after.kind !== "found" || after.doc.etag !== before.etag) return "look again";
    return after.doc;
  }

  #nonce({ token, attempt }: StoredTrainingConfig): string {
    const { nonces } = this.#setup.disk;
    const name = `${token}/${attempt}`;
    const nonce = nonces.get(name) ?? `${this.#setup.bootId}-nonce-${nonces.size}`;
    nonces.set(name, nonce);
    return nonce;
  }

  #begin({ value }: Config): void {
    const { world, process } = this.#setup;
    process.training = { job: value.token, attempt: value.attempt };
    world.trace?.(process.name, `trains ${value.token} attempt ${value.attempt}`);
    world.inspector.trainingBegins(process);
  }

  async #train(claimed: Config): Promise<void> {
    const { documents, world, task, disk } = this.#setup;
    const { token, keys } = claimed.value;
    const hold = new Hold(this.#setup, claimed);
    const there = await hold.persistently(() => documents.store.get(keys.result));
    if (there === undefined) return;
    if (there.found === null) {
      let left = disk.checkpoints.get(token) ?? this.#runMs(claimed.value);
      for (let seq = 1; left > 0; seq++) {
        if (!(await hold.look())) return;
        await tried(() => documents.store.put(keys.progress, toBody(this.#progress(seq))));
        await world.scheduler.wait(task, Math.min(BEAT_MS, left));
        left -= BEAT_MS;
        disk.checkpoints.set(token, left);
      }
      if (!(await hold.look())) return;
      const result = this.#result(claimed.value);
      if ((await hold.persistently(() => documents.store.create(keys.result, toBody(result)))) === undefined) return;
    }
    await hold.persistently(() => documents.store.removeVersion(hold.doc.key, hold.doc.etag));
  }

  #runMs({ hyperparameters, token, attempt }: StoredTrainingConfig): number {
    const { world, server, process } = this.#setup;
    const planned = Number(hyperparameters["run_ms"]);
    const slow = world.faults.strike(
      "trainer_too_slow",
      this.#setup.task.random,
      () => `${process.name} ${token}/${attempt}`,
    );
    if (slow) world.inspector.facts.machineFaults.add(server);
    return slow ? 2 * world.scenario.clocks.maxRunMs : planned;
  }

  #progress(seq: number): object {
    const { bootId, world } = this.#setup;
    // Its own clock is wrong, which must not matter to anybody.
    const clock = world.scheduler.now + world.scenario.agentClockMs;
    return { seq, boot_id: bootId, phase: "training", step: 1, total: 2, log_tail: [`my clock says ${clock}`] };
  }

  #result({ token, attempt }: StoredTrainingConfig): object {
    const { bootId, task, world, process } = this.#setup;
    const common = { job: token, attempt, boot_id: bootId };
    return world.faults.strike("trainer_fails", task.random, () => `${process.name} ${token}/${attempt}`)
      ? { outcome: "failed", ...common, fault: "trainer_crashed", message: "as planned" }
      : { outcome: "succeeded", ...common, accuracy: 1, metrics: [], classes: ["ham", "spam"], artifacts: [] };
  }
}

function isOurs(claim: StoredClaim, mine: { instance: InstanceId | null; nonce: string }): boolean {
  if ("closed" in claim) return false;
  return claim.nonce === mine.nonce || (claim.instance !== null && claim.instance === mine.instance);
}

/** The right to work on an attempt, for as long as the config names it. */
class Hold {
  doc: Config;
  readonly #setup: AgentSetup;
  #seenAt: number;

  constructor(setup: AgentSetup, doc: Config) {
    this.#setup = setup;
    this.doc = doc;
    this.#seenAt = setup.world.scheduler.now;
  }

  /** @returns whether the attempt is still this machine's; asked again when the machine slept over the answer. */
  async look(): Promise<boolean> {
    const { documents, world } = this.#setup;
    const { max_silence_ms: maxSilenceMs, token, attempt } = this.doc.value;
    for (;;) {
      const askedAt = world.scheduler.now;
      const read = await tried(() => documents.read(this.doc.key, StoredTrainingConfig));
      if (read === null) return this.#lost(world.scheduler.now - this.#seenAt <= maxSilenceMs);
      const isSame = read.kind === "found" && read.doc.value.token === token && read.doc.value.attempt === attempt;
      if (!isSame) return this.#lost(false);
      this.doc = read.doc;
      this.#seenAt = askedAt;
      if (world.scheduler.now - askedAt <= maxSilenceMs / 2) return true;
    }
  }

  /** Repeats what failed while the attempt is held; undefined when it is not any more. */
  async persistently<T>(act: () => Promise<T>): Promise<T | undefined> {
    for (;;) {
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof Outage)) throw error;
      }
      await this.#setup.world.scheduler.wait(this.#setup.task, 500);
      if (!(await this.look())) return undefined;
    }
  }

  #lost(isHeld: boolean): boolean {
    if (!isHeld) this.#setup.process.training = null;
    return isHeld;
  }
}

/** null when the bucket did not answer. */
export async function tried<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Outage) return null;
    throw error;
  }
}
