import type { InstanceId, ServerName } from "@flash/schemas";
import type { MachineState } from "../../src/ports/machines.ts";
import { Agent, type AgentSetup, type Disk } from "./agent.ts";
import { Ports } from "./caller.ts";
import type { FaultKind } from "./fault-kinds.ts";
import type { Process } from "./inspector.ts";
import { runPlainAgent } from "./plain-agent.ts";
import { ParsedOnceDocuments } from "./parsed-once.ts";
import type { Task } from "./scheduler.ts";
import type { World } from "./world.ts";

/** Boots agents on machines that come up, and lets them fail. */
export class TrainingMachines {
  readonly #world: World;
  readonly #disks = new Map<string, Disk>();
  readonly #running = new Map<InstanceId, { readonly process: Process; readonly task: Task }>();
  #boots = 0;

  constructor(world: World) {
    this.#world = world;
  }

  changed(instance: InstanceId, server: ServerName, state: MachineState): void {
    const { scheduler, random, faults } = this.#world;
    if (state === "running") {
      const bootId = `boot-${(this.#boots += 1)}`;
      const isMissing = faults.strike("no_agent", random, () => `${instance} ${bootId}`);
      if (isMissing) this.#blame(server);
      else scheduler.after(random.int(0, 1_500), () => this.#begin(instance, server, bootId));
    } else if (state === "stopping") {
      const running = this.#running.get(instance);
      // The process lives on until the operating system ends it.
      if (running !== undefined) scheduler.after(random.int(0, 2_000), () => end(running));
    } else if (state === "stopped") {
      const running = this.#running.get(instance);
      if (running !== undefined) end(running);
      this.#running.delete(instance);
    }
  }

  /** A person's own process, which works for the server whatever its machines do. */
  beginPerson(server: ServerName): void {
    this.#spawn({ instance: null, server, bootId: `person-${(this.#boots += 1)}` }, `person's process of ${server}`);
  }

  #begin(instance: InstanceId, server: ServerName, bootId: string): void {
    if (this.#world.ec2.stateOf(instance) !== "running") return;
    this.#running.set(instance, this.#spawn({ instance, server, bootId }, `agent ${instance.slice(-2)} ${bootId}`));
  }

  #spawn(
    who: Pick<AgentSetup, "instance" | "server" | "bootId">,
    name: string,
  ): { readonly process: Process; readonly task: Task } {
    const { scheduler, inspector, random } = this.#world;
    const task: Task = {
      name,
      random: random.fork(name),
      since: scheduler.now,
      deadline: Infinity,
      calls: 0,
      isDead: false,
    };
    const process: Process = { name, ...who, isAlive: true, isFrozen: false, training: null };
    inspector.facts.processes.push(process);
    const running = { process, task };
    const ports = new Ports(this.#world, {
      task,
      kind: "agent",
      suffer: (fault) => this.#suffer(fault, running, who.bootId),
    });
    const setup: AgentSetup = {
      world: this.#world,
      task,
      process,
      documents: new ParsedOnceDocuments(ports.store, () => name),
      ...who,
      disk: this.#diskOf(who.instance ?? who.server),
      powerOff: () => this.#powerOff(who.instance, "Client.InstanceInitiatedShutdown"),
    };
    const isPlain = inspector.facts.unreporting.has(who.server);
    scheduler.spawn(task, () => (isPlain ? runPlainAgent(setup) : new Agent(setup).run()));
    return running;
  }

  async #suffer(
    fault: FaultKind,
    running: { readonly process: Process; readonly task: Task },
    bootId: string,
  ): Promise<number> {
    const { process, task } = running;
    const { scheduler, scenario } = this.#world;
    switch (fault) {
      case "agent_freezes":
        this.#blame(process.server);
        return task.random.int(5, 3 * (scenario.clocks.maxSilenceMs / 1_000)) * 1_000;
      case "agent_dies":
        this.#blame(process.server);
        process.isAlive = false;
        // A supervisor starts it again, if there is one that works.
        if (task.random.chance(0.75)) {
          scheduler.after(task.random.int(500, 15_000), () => this.#again(process, bootId));
        }
        return scheduler.die(task);
      case "power_loss":
        this.#blame(process.server);
        this.#powerOff(process.instance, "Server.InternalError");
        return 0;
      default:
        return 0;
    }
  }

  /** Its supervisor starts it again, if the machine is still in this boot. */
  #again({ instance, server, name }: Process, bootId: string): void {
    if (instance === null) {
      this.#spawn({ instance, server, bootId: `person-${(this.#boots += 1)}` }, `${name} again`);
    } else if (this.#running.get(instance)?.process.name === name) {
      if (this.#world.ec2.stateOf(instance) !== "running") return;
      this.#running.set(instance, this.#spawn({ instance, server, bootId }, `${name} again`));
    }
  }

  #powerOff(instance: InstanceId | null, why: string): void {
    if (instance !== null) this.#world.ec2.powerOff(instance, why);
  }

  #blame(server: ServerName): void {
    this.#world.inspector.facts.machineFaults.add(server);
  }

  #diskOf(name: string): Disk {
    const disk = this.#disks.get(name) ?? { nonces: new Map<string, string>(), checkpoints: new Map<string, number>() };
    this.#disks.set(name, disk);
    return disk;
  }
}

function end({ process, task }: { readonly process: Process; readonly task: Task }): void {
  process.isAlive = false;
  process.training = null;
  task.isDead = true;
}
