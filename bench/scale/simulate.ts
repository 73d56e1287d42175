import {
  Clocks,
  createControlPlane,
  createFirstStatus,
  Documents,
  Fleet,
  type NewJob,
  toBody,
} from "@flash/control-plane";
import { FakeMachines } from "@flash/control-plane/testing";
import {
  epochMs,
  IdempotencyKey,
  InstanceId,
  newDatasetId,
  newJobId,
  OwnerId,
  type ServerName,
  StoredTrainingConfig,
  trainingConfigKey,
} from "@flash/schemas";
import { Agenda } from "./agenda.ts";
import { type Calls, OrderedStore } from "./ordered-store.ts";

export interface ScaleFigures {
  readonly servers: number;
  readonly jobs: number;
  /** Of all that the control plane did, sweeps left out. */
  readonly callsPerJob: number;
  /** Of them, those that S3 bills as writes (listings too), and those that cost nothing. */
  readonly writesPerJob: number;
  readonly deletionsPerJob: number;
  readonly idleCallsPerSweepAndServer: number;
  readonly idleWritesPerSweepAndServer: number;
  readonly conflictsPerJob: number;
  readonly medianQueueS: number;
  readonly maxQueueS: number;
  /** Of all servers' time between the first submission and the last end. */
  readonly busyShare: number;
  readonly maxSweepCalls: number;
  readonly wallS: number;
}

const KINDS = ["writes", "reads", "deletions"] as const satisfies (keyof Calls)[];
const CLOCKS = Clocks.parse({});
const SWEEP_MS = 60_000;
/** A training takes 5 minutes, give or take. */
const TRAIN_MS = 300_000;
const POLL_MS = 2_000;
const SUBMISSIONS_PER_SECOND = 50;

/** Small, seeded, and good enough to spread durations. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const instanceOf = (index: number): InstanceId => InstanceId.parse(`i-${index.toString(16).padStart(17, "0")}`);

/** Submits all jobs at a steady rate to a sleeping fleet and lets it work until the last one is over. */
export async function simulate(servers: number, jobs: number): Promise<ScaleFigures> {
  const began = performance.now();
  const agenda = new Agenda();
  const chance = random(servers * 7 + 1);
  const store = new OrderedStore(() => agenda.now);
  const fleet = Fleet.parse(
    Array.from({ length: servers }, (_, index) => ({
      name: index === 0 ? "default" : `s${index}`,
      instances: { "text-classification": [instanceOf(index)] },
    })),
  );
  const machines = new FakeMachines({ now: () => agenda.now, bootMs: 40_000, stopMs: 30_000 });
  let serial = 0;
  const documents = new Documents(store, () => `w${(serial += 1)}`);
  for (const [index, server] of fleet.entries()) {
    machines.add(instanceOf(index), server.name);
    await createFirstStatus({ documents, server });
  }
  let lost = 0;
  const plane = (actor: "api" | "start" | "stop" | "sweep") =>
    createControlPlane({
      documents,
      machines: actor === "api" ? null : machines,
      fleet,
      clocks: CLOCKS,
      actor,
      log: (entry) => {
        if (entry.event === "step" && entry.lost) lost += 1;
      },
    });
  const [api, start, stop, sweeper] = [plane("api"), plane("start"), plane("stop"), plane("sweep")];

  const submitted = new Map<string, number>();
  const waited: number[] = [];
  let busyMs = 0;
  let over = 0;
  /** What agents and sweeps did. */
  const leftOut = { writes: 0, reads: 0, deletions: 0 };
  const leaveOut = (before: Calls): void => {
    for (const kind of KINDS) leftOut[kind] += store.counted[kind] - before[kind];
  };
  let sweeps = 0;
  let maxSweepCalls = 0;

  /** The training server of one machine: polls, trains for a while, reports, takes the config away. */
  const workOn = (server: ServerName, instance: InstanceId): void => {
    const comeBack = (): void => agenda.in(POLL_MS, async () => workOn(server, instance));
    agenda.in(POLL_MS * chance(), async () => {
      if (machines.stateOf(instance) !== "running") return comeBack();
      const before = store.counted;
      const config = await documents.read(trainingConfigKey(server), StoredTrainingConfig);
      if (config.kind !== "found") {
        leaveOut(before);
        return comeBack();
      }
      const { token, attempt, keys } = config.doc.value;
      await store.create(keys.claim, toBody({ instance, boot_id: "b", nonce: `n${(serial += 1)}` }));
      leaveOut(before);
      waited.push(agenda.now - (submitted.get(token) ?? agenda.now));
      const trainMs = TRAIN_MS * (0.5 + chance());
      busyMs += trainMs;
      beat(keys.progress, Math.floor(trainMs / 60_000));
      agenda.in(trainMs, async () => {
        const start = store.counted;
        const result = {
          outcome: "succeeded",
          job: token,
          attempt,
          boot_id: "b",
          accuracy: 1,
          metrics: [],
          classes: [],
          artifacts: [],
        };
        await store.create(keys.result, toBody(result));
        await store.removeVersion(trainingConfigKey(server), config.doc.etag);
        leaveOut(start);
        over += 1;
        await stop.reconcile(server);
        await nudgeStarted(server);
        workOn(server, instance);
      });
    });
  };
  const beat = (key: string, left: number): void => {
    if (left <= 0) return;
    agenda.in(60_000, async () => {
      const before = store.counted;
      await store.put(key, toBody({ seq: left, boot_id: "b", phase: "training", step: 0, total: 0 }));
      leaveOut(before);
      beat(key, left - 1);
    });
  };
  const nudgeStarted = async (server: ServerName): Promise<void> => {
    const before = store.counted;
    const isThere = (await store.get(trainingConfigKey(server))).found !== null;
    leaveOut(before);
    if (isThere) await start.reconcile(server);
  };
  const sweep = async (): Promise<void> => {
    const before = store.counted;
    const callsBefore = store.calls;
    await sweeper.sweep();
    leaveOut(before);
    const calls = store.calls - callsBefore;
    sweeps += 1;
    maxSweepCalls = Math.max(maxSweepCalls, calls);
    agenda.in(SWEEP_MS, sweep);
  };

  const idle = store.counted;
  await sweeper.sweep();
  const idleCalls = KINDS.reduce((sum, kind) => sum + store.counted[kind] - idle[kind], 0);
  const idleWrites = store.counted.writes - idle.writes;

  const first = agenda.now;
  const before = store.counted;
  for (const [index, server] of fleet.entries()) workOn(server.name, instanceOf(index));
  for (let index = 0; index < jobs; index++) {
    agenda.in((index * 1_000) / SUBMISSIONS_PER_SECOND, async () => {
      const job = newJob(epochMs(agenda.now), index);
      submitted.set(job.id, agenda.now);
      const { server } = await api.submit(job);
      if (server !== null) await nudgeStarted(server);
    });
  }
  agenda.in(SWEEP_MS, sweep);
  await agenda.run(() => over === jobs);

  const perJob = (kind: keyof Calls): number => (store.counted[kind] - before[kind] - leftOut[kind]) / jobs;
  const sorted = waited.toSorted((a, b) => a - b);
  return {
    servers,
    jobs,
    callsPerJob: KINDS.reduce((sum, kind) => sum + perJob(kind), 0),
    writesPerJob: perJob("writes"),
    deletionsPerJob: perJob("deletions"),
    idleCallsPerSweepAndServer: idleCalls / servers,
    idleWritesPerSweepAndServer: idleWrites / servers,
    conflictsPerJob: lost / jobs,
    medianQueueS: (sorted[sorted.length >> 1] ?? 0) / 1_000,
    maxQueueS: (sorted.at(-1) ?? 0) / 1_000,
    busyShare: busyMs / (servers * (agenda.now - first)),
    maxSweepCalls,
    wallS: (performance.now() - began) / 1_000,
  };
}

function newJob(at: NewJob["at"], index: number): NewJob {
  const random = Uint8Array.from({ length: 16 }, (_, position) => (index >> ((position % 4) * 8)) & 0xff);
  return {
    id: newJobId(at, random),
    owner: OwnerId.parse(`owner-${index % 100}`),
    idempotencyKey: IdempotencyKey.parse(`request-${index}`),
    requestDigest: "d",
    name: "",
    taskType: "text-classification",
    dataset: {
      id: newDatasetId(at, random),
      key: "datasets/x/source",
      size_bytes: 1,
      sha256: "0".repeat(64),
      classes: [],
      num_classes: 2,
      rows: 10,
    },
    hyperparameters: {},
    limits: { max_queue_ms: 30 * 86_400_000 },
    onBusy: "queue",
    at,
  };
}
