import {
  claimKey,
  type EpochMs,
  epochMs,
  InstanceId,
  type JobId,
  jobKey,
  newDatasetId,
  newJobId,
  OwnerId,
  resultKey,
  StoredJob,
  StoredStatus,
  type StoredTrainingConfig,
  statusKey,
  trainingConfigKey,
  ServerName,
  IdempotencyKey,
} from "@flash/schemas";
import { type ControlPlane, createControlPlane, type LogEntry } from "../src/control-plane.ts";
import { Documents, toBody } from "../src/documents/documents.ts";
import { Clocks } from "../src/fleet/clocks.ts";
import { Fleet, type ServerConfig } from "../src/fleet/fleet.ts";
import type { NewJob } from "../src/job/new-job.ts";
import { createFirstStatus } from "../src/server/reconcile.ts";
import { FakeMachines, type FakeMachinesOptions } from "./fake-machines.ts";
import { FakeObjectStore, type StoreHooks } from "./fake-object-store.ts";

const T0 = 1_800_000_000_000;
export const I1 = InstanceId.parse("i-0000000000000000a");
export const I2 = InstanceId.parse("i-0000000000000000b");
export const MAIN = ServerName.parse("default");

/** Short enough to reason about: seconds where the real ones are minutes. */
export const CLOCKS = Clocks.parse({
  maxQueueMs: 3_600_000,
  maxBootMs: 60_000,
  maxSilenceMs: 30_000,
  maxRunMs: 600_000,
  maxAttempts: 3,
  stopGraceMs: 30_000,
  stopLeaseMs: 20_000,
  secondLookMs: 10_000,
  maxClaimMs: 10_000,
  capacityBackoffMs: 30_000,
  maxStarts: 3,
});

export interface WorldOptions {
  readonly fleet?: readonly ServerConfig[];
  readonly clocks?: Partial<Clocks>;
  readonly hooks?: StoreHooks;
  readonly machines?: Partial<FakeMachinesOptions>;
  readonly devMode?: boolean;
}

/**
 * A platform on fakes, whose time stands still until it is told to go on: the real control plane, a store and machines
 * in memory, and a training server that does exactly what a test tells it to.
 */
export class World {
  now = T0;
  readonly store: FakeObjectStore;
  readonly machines: FakeMachines;
  readonly documents: Documents;
  readonly fleet: Fleet;
  readonly clocks: Clocks;
  readonly log: LogEntry[] = [];
  #serial = 0;

  private constructor(options: WorldOptions) {
    this.fleet = Fleet.parse(options.fleet ?? [{ name: MAIN, instances: { "text-classification": [I1] } }]);
    this.clocks = { ...CLOCKS, ...options.clocks };
    this.store = new FakeObjectStore(() => this.now, options.hooks);
    this.machines = new FakeMachines({ now: () => this.now, bootMs: 5_000, stopMs: 5_000, ...options.machines });
    this.documents = new Documents(this.store, () => `w${(this.#serial += 1)}`);
  }

  static async create(options: WorldOptions = {}): Promise<World> {
    const world = new World(options);
    for (const server of world.fleet) {
      for (const instance of new Set(Object.values(server.instances).flat())) {
        world.machines.add(instance, server.name);
      }
      await createFirstStatus({ documents: world.documents, server });
      if (options.devMode === true) await world.as("api").setDevMode(server.name, true);
    }
    return world;
  }

  /** The control plane as one of its functions has it; the API has no EC2. */
  as(actor: "api" | "start" | "stop" | "sweep"): ControlPlane {
    return createControlPlane({
      documents: this.documents,
      machines: actor === "api" ? null : this.machines,
      fleet: this.fleet,
      clocks: this.clocks,
      actor,
      log: (entry) => this.log.push(entry),
    });
  }

  get at(): EpochMs {
    return epochMs(this.now);
  }

  newJob(overrides: Partial<NewJob> = {}): NewJob {
    this.#serial += 1;
    const random = Uint8Array.from({ length: 16 }, (_, index) => (this.#serial * 31 + index) % 256);
    return {
      id: newJobId(this.at, random),
      owner: OwnerId.parse("ada"),
      idempotencyKey: IdempotencyKey.parse(`request-${this.#serial}`),
      requestDigest: `digest-${this.#serial}`,
      name: "test",
      taskType: "text-classification",
      dataset: {
        id: newDatasetId(this.at, random),
        key: "datasets/x/source",
        size_bytes: 10,
        sha256: "0".repeat(64),
        classes: ["ham", "spam"],
        num_classes: 2,
        rows: 10,
      },
      hyperparameters: {},
      limits: {},
      onBusy: "queue",
      at: this.at,
      ...overrides,
    };
  }

  submit(overrides: Partial<NewJob> = {}): Promise<StoredJob> {
    return this.as("api").submit(this.newJob(overrides));
  }

  /** Lets time pass, with a sweep every so often as the schedule does. */
  async pass(ms: number, stepMs = 5_000): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.now += Math.min(stepMs, ms - passed);
      await this.as("sweep").sweep();
    }
  }

  async job(id: JobId): Promise<StoredJob> {
    const read = await this.documents.read(jobKey(id), StoredJob);
    if (read.kind !== "found") throw new Error(`job ${id} is ${read.kind}`);
    return read.doc.value;
  }

  async status(server: ServerName = MAIN): Promise<StoredStatus> {
    const read = await this.documents.read(statusKey(server), StoredStatus);
    if (read.kind !== "found") throw new Error(`status of ${server} is ${read.kind}`);
    return read.doc.value;
  }

  config(server: ServerName = MAIN): StoredTrainingConfig | null {
    const body = this.store.peek(trainingConfigKey(server));
    // The config was written by the control plane a moment ago.
    return body === null ? null : (JSON.parse(body) as StoredTrainingConfig);
  }

  /** A training server takes the attempt that the config names. */
  async claim(instance: InstanceId | null = I1, server: ServerName = MAIN, bootId = "boot-1"): Promise<boolean> {
    const config = this.config(server);
    if (config === null) throw new Error("there is no training config to claim");
    const claim = { instance, boot_id: bootId, nonce: `nonce-${(this.#serial += 1)}` };
    return (await this.store.create(config.keys.claim, toBody(claim))) !== null;
  }

  /** A sign of life. */
  async beat(server: ServerName = MAIN): Promise<void> {
    const config = this.config(server);
    if (config === null) throw new Error("there is no training config");
    const progress = { seq: (this.#serial += 1), boot_id: "boot-1", phase: "training", step: 1, total: 2 };
    await this.store.put(config.keys.progress, toBody(progress));
  }

  /** The training server reports a trained model and takes the config away. */
  async finish(server: ServerName = MAIN): Promise<void> {
    await this.writeResult(server);
    await this.deleteConfig(server);
  }

  async writeResult(server: ServerName = MAIN): Promise<void> {
    const config = this.config(server);
    if (config === null) throw new Error("there is no training config");
    const { token: job, attempt } = config;
    const result = {
      outcome: "succeeded",
      job,
      attempt,
      boot_id: "boot-1",
      accuracy: 0.97,
      metrics: [],
      classes: ["ham", "spam"],
      artifacts: [],
    };
    await this.store.create(resultKey(job, attempt), toBody(result));
  }

  async deleteConfig(server: ServerName = MAIN): Promise<void> {
    const { found } = await this.store.get(trainingConfigKey(server));
    if (found !== null) await this.store.removeVersion(trainingConfigKey(server), found.etag);
  }

  claimOf(id: JobId, attempt: number): unknown {
    const body = this.store.peek(claimKey(id, attempt));
    return body === null ? null : JSON.parse(body);
  }
}
