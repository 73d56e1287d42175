import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { documentsS3Client, s3ObjectStore } from "@flash/aws";
import { createFirstStatus, Documents, Fleet } from "@flash/control-plane";
import { startS3 } from "@flash/local-aws";
import * as z from "zod";
import { spreadOf } from "../statistics.ts";
import { type Bundles, makeBundles } from "./bundles.ts";

const BUCKET = "flash-bench";
const KEY = "key-of-the-bench";
const ROOT = { name: "root", accessKeyId: "root", secretAccessKey: "root-secret" };
const FLEET = Fleet.parse([{ name: "default", instances: { "text-classification": ["i-0123456789abcdef0"] } }]);

const Started = z.object({ importMs: z.number(), firstMs: z.number() });

/** Every figure of one round, in ms of wall time; rounds are interleaved, so the machine's moods hit all alike. */
interface Round {
  readonly bareMs: number;
  readonly importMs: number;
  readonly stockImportMs: number;
  readonly statusMs: number;
  readonly stockStatusMs: number;
  readonly presignMs: number;
  readonly stockPresignMs: number;
}

const script = (name: string): string => join(import.meta.dirname, `${name}.ts`);

async function run(env: Readonly<Record<string, string>>, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "ignore"] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${String(code)}`);
  return output;
}

async function oneRound(env: Readonly<Record<string, string>>, bundles: Bundles, empty: string): Promise<Round> {
  const begun = performance.now();
  await run(env, [empty]);
  const bareMs = performance.now() - begun;
  const start = async (bundle: string, request: string) =>
    Started.parse(JSON.parse(await run(env, [script("one-start"), bundle, request])));
  const status = await start(bundles.ours, "status");
  const stockStatus = await start(bundles.stock, "status");
  const presign = await start(bundles.ours, "presign");
  const stockPresign = await start(bundles.stock, "presign");
  return {
    bareMs,
    importMs: status.importMs,
    stockImportMs: stockStatus.importMs,
    statusMs: status.firstMs,
    stockStatusMs: stockStatus.firstMs,
    presignMs: presign.firstMs,
    stockPresignMs: stockPresign.firstMs,
  };
}

function ratio(rounds: readonly Round[], one: keyof Round, other: keyof Round): string {
  const { median, min, max } = spreadOf(rounds.map((round) => round[one] / round[other]));
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}

const medianOf = (rounds: readonly Round[], figure: keyof Round): string =>
  spreadOf(rounds.map((round) => round[figure])).median.toFixed(0);

function report(rounds: readonly Round[], warm: readonly (readonly number[])[]): string {
  const row = (what: string, one: keyof Round, other: keyof Round): string =>
    `| ${what} | ${medianOf(rounds, one)} | ${medianOf(rounds, other)} | ${ratio(rounds, one, other)} |`;
  const [ours = [], stock = [], hono = []] = warm;
  const times = (other: readonly number[]): string => (spreadOf(ours).median / spreadOf(other).median).toFixed(2);
  return [
    `Cold starts of the API, ${rounds.length} interleaved rounds of fresh processes, Node ${process.version}; ms, medians; ratio with (min–max)`,
    "",
    "| what | this | against | ratio |",
    "| --- | --- | --- | --- |",
    row("import, against a bare Node process from start to end", "importMs", "bareMs"),
    row("import, against the stock build", "importMs", "stockImportMs"),
    row("import and first `status`, against the stock build", "statusMs", "stockStatusMs"),
    row("import and first presigned URL, against the stock build", "presignMs", "stockPresignMs"),
    "",
    `Warm request without I/O, CPU: ${spreadOf(ours).median.toFixed(0)} µs; stock adapter ${spreadOf(stock).median.toFixed(0)} µs (${times(stock)}), hono ${spreadOf(hono).median.toFixed(0)} µs (${times(hono)})`,
    "",
  ].join("\n");
}

/** Options: `--rounds N` (7). */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: "string", default: "7" } } });
  const rounds = Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds > 0)) throw new RangeError("--rounds must be a whole number from 1");
  const folder = await mkdtemp(join(tmpdir(), "flash-cold-start-"));
  const s3 = await startS3({ dataFolder: join(folder, "s3"), identities: [ROOT] });
  try {
    const client = documentsS3Client({ endpoint: s3.url, region: "us-east-1", credentials: ROOT });
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const documents = new Documents(s3ObjectStore(client, BUCKET), randomUUID);
    for (const server of FLEET) await createFirstStatus({ documents, server });
    const bundles = await makeBundles(folder);
    const empty = join(folder, "empty.mjs");
    await writeFile(empty, "");
    const env = {
      AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
      AWS_REGION: "us-east-1",
      AWS_ENDPOINT_URL_S3: s3.url,
      BENCH_KEY: KEY,
      FLASH_API_KEYS: JSON.stringify([{ sha256: createHash("sha256").update(KEY).digest("hex"), owner: "bench" }]),
      FLASH_BUCKET: BUCKET,
      FLASH_FLEET: JSON.stringify(FLEET),
      FLASH_RATE_LIMIT: JSON.stringify({ perSecond: 1e9, burst: 1e9 }),
    };
    // The first of each fills the file cache.
    await oneRound(env, bundles, empty);
    const figures: Round[] = [];
    for (let round = 1; round <= rounds; round++) {
      process.stderr.write(`round ${round} of ${rounds}\n`);
      figures.push(await oneRound(env, bundles, empty));
    }
    const warm = await run(env, [script("warm"), "5", bundles.ours, bundles.stock, bundles.hono]);
    process.stdout.write(report(figures, z.array(z.array(z.number())).parse(JSON.parse(warm))));
  } finally {
    await s3.close();
    await rm(folder, { recursive: true });
  }
}

await main();
