import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { bytesS3Client, documentsS3Client, readBytes, s3ObjectStore } from "@flash/aws";
import type { ObjectStore } from "@flash/control-plane";
import { startS3 } from "@flash/local-aws";
import type { LocalS3 } from "@flash/local-aws";
import { builtTrainingServer } from "../src/index.ts";
import { COMPILE_CACHE, NODE_COMMAND } from "./node-command.ts";
import { SCRIPTED_TRAINER } from "./scene.ts";

const BUCKET = "flash-test";
const KEYS = { accessKeyId: "AKTEST", secretAccessKey: "test-secret" };

const PROGRAM = await builtTrainingServer();

/** What a test says of the agent's environment; null leaves the default trainer in place. */
export interface BootOptions {
  readonly trainer: string | null;
  readonly env?: Readonly<Record<string, string>>;
  /** Another installation of the training server than the one that is built of the source tree: a folder with `node` and `agent.mjs`. */
  readonly installed?: string;
}

/** A machine that runs the real training server as a process, against a real S3 on this computer. */
export class Machine {
  readonly store: ObjectStore;
  readonly workDir = realpathSync(mkdtempSync(join(tmpdir(), "flash-machine-")));
  readonly #s3: LocalS3;
  readonly #dataFolder: string;
  readonly #client: ReturnType<typeof bytesS3Client>;
  readonly #agents: ChildProcess[] = [];
  /** Everything that the agents have logged. */
  log = "";

  private constructor(s3: LocalS3, dataFolder: string) {
    const settings = { endpoint: s3.url, region: "us-east-1", credentials: KEYS };
    this.#s3 = s3;
    this.#dataFolder = dataFolder;
    this.#client = bytesS3Client(settings);
    this.store = s3ObjectStore(documentsS3Client(settings), BUCKET);
  }

  static async create(): Promise<Machine> {
    const dataFolder = mkdtempSync(join(tmpdir(), "flash-machine-s3-"));
    const machine = new Machine(await startS3({ dataFolder, identities: [{ name: "machine", ...KEYS }] }), dataFolder);
    await machine.#client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    return machine;
  }

  /** Starts the training server, as a boot or a supervisor would. */
  boot({ trainer, env = {}, installed }: BootOptions): ChildProcess {
    const command = [...NODE_COMMAND, SCRIPTED_TRAINER, trainer];
    const [program, args] =
      installed === undefined
        ? [process.execPath, [PROGRAM]]
        : [join(installed, "node"), [join(installed, "agent.mjs")]];
    const agent = spawn(program, args, {
      env: {
        PATH: process.env.PATH ?? "",
        ...COMPILE_CACHE,
        AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
        AWS_REGION: "us-east-1",
        AWS_ENDPOINT_URL_S3: this.#s3.url,
        FLASH_BUCKET: BUCKET,
        FLASH_INSTANCE_ID: "i-0aaaaaaaaaaaaaaaa",
        FLASH_POLL_MS: "50",
        FLASH_HEARTBEAT_MS: "100",
        FLASH_IDLE_OFF_MS: "500",
        FLASH_WORK_DIR: this.workDir,
        ...(trainer !== null && { FLASH_TRAINERS: JSON.stringify({ "text-classification": command }) }),
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [agent.stdout, agent.stderr])
      stream.on("data", (chunk: Buffer) => (this.log += String(chunk)));
    ends.set(
      agent,
      once(agent, "close").then(([code]) => code),
    );
    this.#agents.push(agent);
    return agent;
  }

  async putBytes(key: string, bytes: string | Uint8Array): Promise<void> {
    await this.#client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: bytes }));
  }

  async bytes(key: string): Promise<Buffer | null> {
    const reading = await readBytes(this.#client, BUCKET, key);
    if (reading.kind !== "found") return null;
    const chunks: Uint8Array[] = [];
    for await (const chunk of reading.bytes) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  async json(key: string): Promise<unknown> {
    const { found } = await this.store.get(key);
    return found === null ? null : JSON.parse(found.body);
  }

  /** What stands in the checkpoint folder of the attempt at work. */
  checkpoints(): string[] {
    return globSync("attempts/*/ckpt/*", { cwd: this.workDir }).map((path) => basename(path));
  }

  /** Whether a trainer that says nothing has begun its work. */
  get isBegun(): boolean {
    return globSync("attempts/*/out/begun", { cwd: this.workDir }).length > 0;
  }

  async close(): Promise<void> {
    for (const agent of this.#agents) agent.kill("SIGKILL");
    await Promise.all(this.#agents.map(exitOf));
    await this.#s3.close();
    for (const folder of [this.workDir, this.#dataFolder]) rmSync(folder, { recursive: true, force: true });
  }
}

/** Of every agent that was started. Its last lines may be read after its exit, but not after this. */
const ends = new WeakMap<ChildProcess, Promise<number | null>>();

/** @returns its exit code, once all that it has logged was read; null when it was ended by a signal. */
export const exitOf = async (agent: ChildProcess): Promise<number | null> => (await ends.get(agent)) ?? null;
