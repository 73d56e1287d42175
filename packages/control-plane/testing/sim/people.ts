import {
  epochMs,
  IdempotencyKey,
  type JobId,
  newDatasetId,
  newJobId,
  OwnerId,
  type ServerName,
  statusKey,
  trainingConfigKey,
} from "@flash/schemas";
import type { NewJob } from "../../src/job/new-job.ts";
import type { FaultKind } from "./fault-kinds.ts";
import type { Functions } from "./functions.ts";
import type { Random } from "./random.ts";
import type { HandPlan, JobPlan } from "./scenario.ts";
import type { World } from "./world.ts";

const CALLER_TRIES = 4;

/** Those who want models, and those who put their hands into things. */
export class People {
  readonly #world: World;
  readonly #functions: Functions;
  readonly #random: Random;
  readonly #beganAt: number;
  readonly #ids = new Map<number, JobId>();
  #waiting = 0;
  #serial = 0;

  constructor(world: World, functions: Functions) {
    this.#world = world;
    this.#functions = functions;
    this.#random = world.random.fork("people");
    this.#beganAt = world.scheduler.now;
  }

  /** Nobody is still about to call. */
  get areDone(): boolean {
    return this.#waiting === 0;
  }

  begin(): void {
    const { jobs, hands } = this.#world.scenario;
    for (const [index, plan] of jobs.entries()) {
      this.#plan(plan.at, () => this.#submit(plan, index, 1));
      if (plan.cancelAt !== null) this.#plan(plan.cancelAt, () => this.#cancel(index, 1));
    }
    for (const [index, plan] of hands.entries()) this.#plan(plan.at, () => this.#lay(plan, index));
  }

  #plan(atMs: number, act: () => void): void {
    this.#waiting += 1;
    this.#world.scheduler.at(this.#beganAt + atMs, () => {
      this.#waiting -= 1;
      act();
    });
  }

  /** As the SDK does: a call that is not answered is made again with the same idempotency key. */
  #submit(plan: JobPlan, index: number, tries: number): void {
    const { faults, scenario, scheduler } = this.#world;
    const request = this.#request(plan, index);
    let isAnswered = false;
    this.#functions.invoke(
      "api",
      (controlPlane) => controlPlane.submit(request),
      (answer) => {
        isAnswered = answer.kind !== "outage";
        if (answer.kind === "done") this.#ids.set(index, answer.value.id);
      },
    );
    const place = `caller ${index} ${tries}`;
    if (tries >= CALLER_TRIES || faults.strike("client_gives_up", this.#random, () => place)) return;
    const isHasty = faults.strike("client_repeats", this.#random, () => place);
    const patienceMs = isHasty ? this.#random.int(0, 2_000) : scenario.timeoutMs + 1_000;
    this.#plan(scheduler.now - this.#beganAt + patienceMs, () => {
      if (!isAnswered) this.#submit(plan, index, tries + 1);
    });
  }

  #request(plan: JobPlan, index: number): NewJob {
    const at = epochMs(Math.floor(this.#world.scheduler.now / 1_000) * 1_000);
    const serial = (this.#serial += 1);
    const random = Uint8Array.from({ length: 16 }, (_, place) => (serial * 37 + place) % 256);
    const dataset = newDatasetId(at, random);
    return {
      id: newJobId(at, random),
      owner: OwnerId.parse("ada"),
      idempotencyKey: IdempotencyKey.parse(`request-${index}`),
      requestDigest: `digest-${index}`,
      name: `job ${index}`,
      taskType: "text-classification",
      dataset: {
        id: dataset,
        key: "source",
        size_bytes: 1,
        sha256: "",
        classes: ["ham", "spam"],
        num_classes: 2,
        rows: 2,
      },
      hyperparameters: { run_ms: plan.runMs },
      limits: {
        ...(plan.maxQueueMs !== null && { max_queue_ms: plan.maxQueueMs }),
        ...(plan.maxAttempts !== null && { max_attempts: plan.maxAttempts }),
      },
      onBusy: plan.onBusy,
      at,
    };
  }

  #cancel(index: number, tries: number): void {
    const { inspector, scheduler, scenario } = this.#world;
    const id =
      this.#ids.get(index) ?? [...inspector.facts.jobs.values()].find(({ name }) => name === `job ${index}`)?.id;
    if (id === undefined) return;
    inspector.facts.cancelled.add(id);
    let isAnswered = false;
    this.#functions.invoke(
      "api",
      (controlPlane) => controlPlane.cancel(id, "ada"),
      (answer) => (isAnswered = answer.kind !== "outage"),
    );
    if (tries >= CALLER_TRIES) return;
    this.#plan(scheduler.now - this.#beganAt + scenario.timeoutMs + 1_000, () => {
      if (!isAnswered) this.#cancel(index, tries + 1);
    });
  }

  #lay(plan: HandPlan, index: number): void {
    const { faults, scenario } = this.#world;
    const server = scenario.servers[plan.server % scenario.servers.length]?.config.name;
    if (server !== undefined && faults.planned(plan.kind, `hand ${index} ${server}`)) this.#hand(plan.kind, server);
  }

  #hand(kind: FaultKind, server: ServerName): void {
    const { store, ec2, inspector, faults, scenario } = this.#world;
    const edit = (key: string, body: string | null): void => {
      if (body !== null || store.peek(key) !== null) inspector.facts.hands.add(server);
      if (key === trainingConfigKey(server)) inspector.facts.handsOnConfig.add(server);
      inspector.actor = "a person";
      if (body !== null || store.peek(key) !== null) store.edit(key, body);
    };
    switch (kind) {
      case "status_deleted":
        return edit(statusKey(server), null);
      case "status_reset":
        return edit(statusKey(server), '{"status":"sleeping","token":null,"task_type":null,"dev_mode":false}');
      case "status_corrupted":
        return edit(statusKey(server), '{"status":"sleep');
      case "config_deleted":
        return edit(trainingConfigKey(server), null);
      case "config_corrupted":
        return edit(trainingConfigKey(server), "{}");
      case "machine_switched_on": {
        const mine = ec2.instances().filter((box) => box.server === server);
        const instance = mine[this.#random.int(0, mine.length - 1)]?.instance;
        if (instance !== undefined) ec2.start(instance);
        return;
      }
      case "dev_mode_switched": {
        const on = inspector.facts.statuses.get(server)?.dev_mode !== true;
        this.#functions.invoke("api", (controlPlane) => controlPlane.setDevMode(server, on));
        return;
      }
      case "server_removed": {
        const { fleet } = this.#functions;
        const isPlain = inspector.facts.unreporting.has(server);
        if (fleet.length === 1 || isPlain) return;
        this.#functions.fleet = fleet.filter(({ name }) => name !== server);
        inspector.facts.removed.add(server);
        return;
      }
      default:
        throw new Error(`no person does ${kind}: ${faults.strikes.length} of ${scenario.jobs.length}`);
    }
  }
}
