import type { InstanceId, JobId, ServerName, StoredJob, StoredStatus } from "@flash/schemas";
import { serverOfKey } from "@flash/schemas";
import { inspectConfig, inspectConfigRemoval } from "./inspect-config.ts";
import { inspectClaim, inspectStop, inspectTraining } from "./inspect-machine.ts";
import { inspectResultFirst, inspectSecondLook } from "./inspect-second-look.ts";
import { inspectJob } from "./inspect-job.ts";
import { inspectStatus } from "./inspect-status.ts";
import { jobMove, serverMove } from "./moves.ts";
import type { MachineState } from "../../src/ports/machines.ts";
import type { Scenario } from "./scenario.ts";
import type { Invariant, Violation } from "./invariants.ts";

/** A process on a machine, or a person's own in dev mode: what it believes that it is training. */
export interface Process {
  readonly name: string;
  /** null: a person's own process. */
  readonly instance: InstanceId | null;
  readonly server: ServerName;
  isAlive: boolean;
  isFrozen: boolean;
  training: { readonly job: JobId; readonly attempt: number } | null;
}

export interface ConfigView {
  readonly token: JobId;
  readonly attempt: number;
  readonly write_id: string;
}

/** What the bucket holds, as the inspector has seen it being written, and what happened that excuses things. */
export class Facts {
  readonly jobs = new Map<string, StoredJob>();
  readonly statuses = new Map<string, StoredStatus>();
  readonly configs = new Map<string, ConfigView>();
  readonly open = new Set<string>();
  /** By key: what a machine or the control plane wrote there once. */
  readonly once = new Map<string, string>();
  /** By key: when a machine last gave a sign of life there. */
  readonly beats = new Map<string, number>();
  /** By key of the claim. */
  readonly claimedAt = new Map<string, number>();
  /** `<job> <next job>` for each time that a server went from one to the other. */
  readonly handOvers = new Set<string>();
  /** By key of the result. */
  readonly resultAt = new Map<string, number>();
  /** When a suspicion was last taken back, by server. */
  readonly trustedAt = new Map<string, number>();
  readonly processes: Process[] = [];
  /** Servers in whose state a person has put a hand. */
  readonly hands = new Set<string>();
  /** Those of them whose training config it was. */
  readonly handsOnConfig = new Set<string>();
  /** When somebody last asked EC2 to start it. */
  readonly startAskedAt = new Map<InstanceId, number>();
  /** Servers of which a machine failed. */
  readonly machineFaults = new Set<string>();
  /** Servers that the configuration does not know any more. */
  readonly removed = new Set<string>();
  readonly cancelled = new Set<string>();
  readonly unreporting = new Set<string>();
  readonly tookConfigAway = new Set<string>();
  /** What servers and jobs went from and to; without servers in which a person has had a hand. */
  readonly moves = new Set<string>();
  /** The bound on what a function can still do after it has looked. */
  readonly timeoutMs: number;
  readonly secondLookMs: number;
  now = 0;

  constructor({ timeoutMs, clocks }: Pick<Scenario, "timeoutMs" | "clocks">) {
    this.timeoutMs = timeoutMs;
    this.secondLookMs = clocks.secondLookMs;
  }

  /** The job is assigned to this server in this attempt, and nobody means to end it or take it back. */
  isLive(config: Pick<ConfigView, "token" | "attempt">, server: string): boolean {
    const job = this.jobs.get(config.token);
    return (
      job?.state === "assigned" &&
      job.server === server &&
      job.attempt === config.attempt &&
      job.ending === null &&
      job.requeue === null &&
      job.fence === null
    );
  }

  training(job: string): readonly Process[] {
    return this.processes.filter((process) => process.isAlive && process.training?.job === job);
  }
}

const WRITTEN_ONCE = /^jobs\/(?<id>[^/]+)\/(?:receipt|attempts\/\d+\/(?:claim|result))\.json$/u;
const CLAIM = /^jobs\/(?<id>[^/]+)\/attempts\/(?<attempt>\d+)\/claim\.json$/u;
const PROGRESS = /\/progress\.json$/u;
const JOB = /^jobs\/(?<id>[^/]+)\/job\.json$/u;

/** Looks at every write as it happens. The first violation is kept; the schedule ends there. */
export class Inspector {
  readonly facts: Facts;
  violation: Violation | null = null;
  /** Who is writing now. */
  actor = "";
  /** When that one began: what it knows is younger. */
  actorSince = 0;
  readonly #now: () => number;
  readonly #peek: (key: string) => string | null;

  constructor(scenario: Scenario, now: () => number, peek: (key: string) => string | null) {
    this.facts = new Facts(scenario);
    this.#now = now;
    this.#peek = peek;
  }

  report(invariant: Invariant, detail: string): void {
    this.violation ??= { invariant, detail, at: this.#now() };
  }

  changed(kind: "created" | "removed", key: string): void {
    this.facts.now = this.#now();
    const body = kind === "removed" ? null : this.#peek(key);
    if (PROGRESS.test(key)) this.facts.beats.set(key, this.facts.now);
    if (key.startsWith("open/")) return this.#open(kind, key);
    if (JOB.test(key) && body !== null) return this.#job(JSON.parse(body) as StoredJob);
    if (WRITTEN_ONCE.test(key)) return this.#once(key, body);
    const server = serverOfKey(key);
    if (server === null) return;
    if (key.endsWith("status.json")) this.#status(server, body);
    else this.#config(server, body);
  }

  /** @param seenInDevMode - what the caller last read about each server. */
  ec2Called(op: string, instance: InstanceId, seenInDevMode: ReadonlyMap<string, boolean>): void {
    if (op === "start") this.facts.startAskedAt.set(instance, this.#now());
    const server = this.serverOf.get(instance);
    if (server !== undefined && seenInDevMode.get(server) === true) {
      this.report("dev_mode", `${this.actor} calls ${op} ${instance} of ${server}`);
    }
  }

  /** [C2] has just been passed. */
  trainingBegins(process: Process): void {
    this.facts.now = this.#now();
    inspectTraining(process, this.facts, (invariant, detail) => this.report(invariant, `${process.name}: ${detail}`));
  }

  machineChanged(instance: InstanceId, server: ServerName, state: MachineState): void {
    this.facts.now = this.#now();
    if (state !== "stopping" || this.facts.hands.has(server)) return;
    inspectStop(instance, server, this.facts, (invariant, detail) =>
      this.report(invariant, `${this.actor} stops ${instance} of ${server}: ${detail}`),
    );
  }

  readonly serverOf = new Map<InstanceId, ServerName>();

  #open(kind: "created" | "removed", key: string): void {
    const id = key.slice("open/".length);
    if (kind === "created") {
      this.facts.open.add(id);
      return;
    }
    this.facts.open.delete(id);
    const job = this.facts.jobs.get(id);
    if (job === undefined || job.outcome === null) {
      this.report("none_lost", `${this.actor} removes ${key} while the job is ${job?.state ?? "not written"}`);
    }
  }

  #job(next: StoredJob): void {
    const before = this.facts.jobs.get(next.id) ?? null;
    this.facts.jobs.set(next.id, next);
    this.#note(jobMove(before, next));
    const tell = (invariant: Invariant, detail: string): void =>
      this.report(invariant, `${this.actor}: ${next.id}: ${detail}`);
    inspectJob(before, next, this.facts, tell);
    if (before === null) return;
    inspectSecondLook(before, next, { facts: this.facts, since: this.actorSince, tell });
    inspectResultFirst(before, next, { facts: this.facts, since: this.actorSince, tell });
  }

  #once(key: string, body: string | null): void {
    if (body === null || this.facts.once.has(key)) {
      this.report("one_effect", `${this.actor} ${body === null ? "removes" : "writes again"} ${key}`);
    }
    if (body === null) return;
    this.facts.once.set(key, body);
    if (key.endsWith("result.json")) this.facts.resultAt.set(key, this.facts.now);
    if (key.endsWith("claim.json")) this.#claim(key, body);
  }

  #claim(key: string, body: string): void {
    this.facts.claimedAt.set(key, this.facts.now);
    const { id = "", attempt = "" } = CLAIM.exec(key)?.groups ?? {};
    if (body.includes('"closed"')) return;
    inspectClaim(id, Number(attempt), this.facts, (invariant, detail) =>
      this.report(invariant, `${this.actor}: ${detail}`),
    );
  }

  #status(server: ServerName, body: string | null): void {
    const before = this.facts.statuses.get(server) ?? null;
    // Written by the code under test, or by a hand whose server is excused.
    const next = body === null ? null : (parsed(body) as StoredStatus | null);
    if (next === null) this.facts.statuses.delete(server);
    else this.facts.statuses.set(server, next);
    if (before !== null && next !== null && !this.facts.hands.has(server)) this.#note(serverMove(before, next));
    inspectStatus(server, { before, next }, this.facts, (invariant, detail) =>
      this.report(invariant, `${this.actor}: ${server}: ${detail}`),
    );
  }

  #note(move: string | null): void {
    if (move !== null) this.facts.moves.add(move);
  }

  #config(server: ServerName, body: string | null): void {
    const before = this.facts.configs.get(server) ?? null;
    const next = body === null ? null : (parsed(body) as ConfigView | null);
    const tell = (invariant: Invariant, detail: string): void =>
      this.report(invariant, `${this.actor}: ${server}: ${detail}`);
    if (next === null) {
      this.facts.configs.delete(server);
      if (before !== null) inspectConfigRemoval(server, before, { facts: this.facts, actor: this.actor, tell });
    } else {
      this.facts.configs.set(server, next);
      inspectConfig(server, { before, next }, this.facts, tell);
    }
  }
}

/** null for what a person wrote that is no document. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
