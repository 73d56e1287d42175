import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Documents, toBody } from "@flash/control-plane";
import { FakeObjectStore } from "@flash/control-plane/testing";
import type { StoreHooks } from "@flash/control-plane/testing";
import * as schemas from "@flash/schemas";
import { runAgent } from "../src/agent/agent.ts";
import type { AgentEnd } from "../src/agent/agent.ts";
import type { AgentDeps } from "../src/agent/attempt/attempt-deps.ts";
import { machineClock } from "../src/agent/ports/clock.ts";
import { startTrainer } from "../src/agent/trainer/start-trainer.ts";
import { NODE_COMMAND } from "./node-command.ts";

export const JOB = schemas.JobId.parse("job_00000000000000000000000001");
export const DATASET = schemas.DatasetId.parse("ds_00000000000000000000000001");
export const INSTANCE = schemas.InstanceId.parse("i-0aaaaaaaaaaaaaaaa");
export const OTHER_INSTANCE = schemas.InstanceId.parse("i-0bbbbbbbbbbbbbbbb");
export const CONFIG_KEY = schemas.trainingConfigKey(schemas.DEFAULT_SERVER);
export const SCRIPTED_TRAINER = fileURLToPath(new URL("./scripted-trainer.ts", import.meta.url));

/** Another machine's. */
export const FOREIGN_CLAIM = toBody({ instance: OTHER_INSTANCE, boot_id: "b", nonce: "n" });

/** With what real files bring: a byte-order mark, semicolons, a column too many, a row without a label. */
export const CSV = `\ufeffid;input;label\r\n${Array.from({ length: 10 }, (_, row) => `${row};"text; ${row}";${row % 2 === 0 ? "ham" : "spam"}\r\n`).join("")}11;no label;\r\n`;

export function trainingConfig(change: Partial<schemas.StoredTrainingConfig> = {}): schemas.StoredTrainingConfig {
  const attempt = change.attempt ?? 1;
  return schemas.StoredTrainingConfig.parse({
    rev: 1,
    write_id: "w-1",
    protocol: 1,
    token: JOB,
    task_type: "text-classification",
    server: schemas.DEFAULT_SERVER,
    attempt,
    dataset: datasetOf(CSV),
    hyperparameters: { model: "fasttext", epochs: 3, seed: 7, data_split: 0.8 },
    keys: {
      claim: schemas.claimKey(JOB, attempt),
      progress: schemas.progressKey(JOB, attempt),
      result: schemas.resultKey(JOB, attempt),
      model_prefix: schemas.modelPrefix(JOB, attempt),
      checkpoint_prefix: schemas.checkpointPrefix(JOB, attempt),
    },
    resume_prefix: null,
    max_silence_ms: 60_000,
    max_run_ms: 600_000,
    ...change,
  });
}

/** @param rows - that validation kept. */
export function datasetOf(csv: string | Buffer, rows = 10): schemas.StoredTrainingConfig["dataset"] {
  return {
    id: DATASET,
    key: schemas.datasetSourceKey(DATASET),
    size_bytes: Buffer.byteLength(csv),
    sha256: createHash("sha256").update(csv).digest("hex"),
    classes: ["ham", "spam"],
    num_classes: 2,
    rows,
  };
}

/** An agent in this process, with real trainers, real files and a fake bucket. */
export class Scene {
  readonly store: FakeObjectStore;
  readonly files = new Map<string, Buffer>();
  /** So many readings of files break off in the middle. */
  brokenReadings = 0;
  /** As what each file was uploaded. */
  readonly kinds = new Map<string, "model" | "checkpoint">();
  readonly logged: { event: string; details: Readonly<Record<string, unknown>> }[] = [];
  readonly workDir = realpathSync(mkdtempSync(join(tmpdir(), "flash-agent-")));
  readonly stopping = new AbortController();
  readonly behaviour: string;
  overrides: Partial<AgentDeps> = {};
  configOverrides: Partial<AgentDeps["config"]> = {};
  #running: Promise<AgentEnd> | null = null;

  /** @param behaviour - of the scripted trainer. */
  constructor(behaviour: string, hooks: StoreHooks = {}) {
    this.behaviour = behaviour;
    this.store = new FakeObjectStore(Date.now, hooks);
    this.files.set(schemas.datasetSourceKey(DATASET), Buffer.from(CSV));
  }

  putConfig(change: Partial<schemas.StoredTrainingConfig> = {}): void {
    this.store.edit(CONFIG_KEY, toBody(trainingConfig(change)));
  }

  /** Runs the agent until it has been idle for a moment, which it is when nothing is left to do. */
  run(): Promise<AgentEnd> {
    this.#running ??= runAgent(this.#deps(), this.stopping.signal);
    return this.#running;
  }

  /** Resolves when the trainer is in its second epoch and the agent has said so. */
  async training(): Promise<void> {
    for (let now = this.progress(); now?.phase !== "training" || now.epoch !== 2; now = this.progress())
      await pause(20);
  }

  events(): string[] {
    return this.logged.map(({ event }) => event);
  }

  /** Keys of everything that was uploaded for a job. */
  uploaded(): string[] {
    return [...this.files.keys()].filter((key) => key.startsWith("jobs/"));
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.#running;
    rmSync(this.workDir, { recursive: true, force: true });
  }

  stored<T>(key: string, schema: { parse(value: unknown): T }): T | null {
    const body = this.store.peek(key);
    return body === null ? null : schema.parse(JSON.parse(body));
  }

  result(attempt = 1): schemas.StoredResult | null {
    return this.stored(schemas.resultKey(JOB, attempt), schemas.StoredResult);
  }

  progress(attempt = 1): schemas.StoredProgress | null {
    return this.stored(schemas.progressKey(JOB, attempt), schemas.StoredProgress);
  }

  /** What the scripted trainer saw of its surroundings. */
  seen(): {
    env: Record<string, string>;
    argv: string[];
    files: string[];
    csv: string;
    reached: string[];
    user: number;
  } {
    return JSON.parse(String(this.files.get(`${schemas.modelPrefix(JOB, 1)}seen.json`)));
  }

  #deps(): AgentDeps {
    const { store, files, kinds } = this;
    return {
      config: {
        bucket: "test",
        server: schemas.DEFAULT_SERVER,
        instance: INSTANCE,
        bootId: "boot-1",
        pollMs: 10,
        heartbeatMs: 20,
        idleOffMs: 100,
        workDir: this.workDir,
        trainers: {},
        trainerRestarts: 2,
        trainerOutputBytes: 1024 ** 3,
        checkpointMs: 60_000,
        trainerLauncher: null,
        trainerUser: null,
        metadataUrl: null,
        powerOff: null,
        ...this.configOverrides,
      },
      bootId: "boot-1",
      bucket: {
        documents: store,
        readBytes: (key) => {
          const file = files.get(key);
          const isBroken = this.brokenReadings > 0;
          if (isBroken) this.brokenReadings -= 1;
          return Promise.resolve(file === undefined ? null : inPieces(file, isBroken));
        },
        putFile: async (kind, key, path) => {
          kinds.set(key, kind);
          const chunks: Buffer[] = [];
          for await (const chunk of createReadStream(path)) chunks.push(chunk);
          files.set(key, Buffer.concat(chunks));
          return createHash("sha256").update(readFileSync(path)).digest("hex");
        },
      },
      documents: new Documents(store, () => crypto.randomUUID()),
      clock: machineClock(),
      log: (event, details = {}) => void this.logged.push({ event, details }),
      startTrainer,
      trainerFor: () => [...NODE_COMMAND, SCRIPTED_TRAINER, this.behaviour],
      hostEnv: { ...process.env, AWS_SECRET_ACCESS_KEY: "very secret", FLASH_BUCKET: "test" },
      freeBytes: () => Promise.resolve(1024 ** 4),
      trainerLimits: { silenceMs: 10_000, stopMs: 300, outputBytes: 1024 ** 3 },
      ...this.overrides,
    };
  }
}

async function* inPieces(bytes: Buffer, isBroken: boolean): AsyncGenerator<Uint8Array> {
  if (isBroken) {
    yield bytes.subarray(0, 1);
    throw Object.assign(new Error("aborted"), { code: "ECONNRESET" });
  }
  for (let at = 0; at < bytes.length; at += 50) yield bytes.subarray(at, at + 50);
}
