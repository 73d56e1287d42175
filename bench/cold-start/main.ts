import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { documentsS3Client, s3ObjectStore } from "@flash/aws";
import { createFirstStatus, Documents, Fleet } from "@flash/control-plane";
import { startS3 } from "@flash/local-aws";
import * as z from "zod";
import { scriptOptions, wholeNumber } from "../../build/script-options.ts";
import { spreadOf } from "../statistics.ts";
import { type Bundles, makeBundles } from "./bundles.ts";

const BUCKET = "flash-bench";
const KEY = "key-of-the-bench";
const ROOT = { name: "root", accessKeyId: "root", secretAccessKey: "root-secret" };
const FLEET = Fleet.parse([{ name: "default", instances: { "text-classification": ["i-0123456789abcdef0"] } }]);

/** Wall and CPU time of the same stretch, in ms. Under load the first is mostly other processes' work. */
const Time = z.object({ wallMs: z.number(), cpuMs: z.number() });
type Time = z.infer<typeof Time>;
const Started = z.object({ imported: Time, answered: Time });

/** One round; rounds are interleaved, so the machine's moods hit all alike. `…Answer`: import and first answer. */
type Round = Readonly<
  Record<
    /** An empty process and one that imports the API, each from its start to its end. */
    | "bareProcess"
    | "process"
    | "import"
    | "stockImport"
    | "statusAnswer"
    | "stockStatusAnswer"
    | "urlAnswer"
    | "stockUrlAnswer",
    Time
  >
>;

/** A process that imports what it is told, or nothing, and prints what CPU time all of it took, in ms. */
const WHOLE_PROCESS = `
process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(String((user + system) / 1000));
});
if (process.argv[2] !== undefined) await import(process.argv[2]);`;

const script = (name: string): string => join(import.meta.dirname, `${name}.ts`);

async function run(env: Readonly<Record<string, string>>, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "ignore"] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${String(code)}`);
  return output;
}

async function oneRound(
  env: Readonly<Record<string, string>>,
  { ours, stock, oneStart }: Bundles,
  whole: string,
): Promise<Round> {
  const lifeOf = async (...args: readonly string[]): Promise<Time> => {
    const begun = performance.now();
    const cpuMs = z.number().parse(JSON.parse(await run(env, [whole, ...args])));
    return { wallMs: performance.now() - begun, cpuMs };
  };
  const start = async (bundle: string, request: string) =>
    Started.parse(JSON.parse(await run(env, [oneStart, bundle, request])));
  const bareProcess = await lifeOf();
  const process = await lifeOf(ours);
  const status = await start(ours, "status");
  const stockStatus = await start(stock, "status");
  const url = await start(ours, "presign");
  const stockUrl = await start(stock, "presign");
  return {
    bareProcess,
    process,
    import: status.imported,
    stockImport: stockStatus.imported,
    statusAnswer: status.answered,
    stockStatusAnswer: stockStatus.answered,
    urlAnswer: url.answered,
    stockUrlAnswer: stockUrl.answered,
  };
}

function spreadText(ratios: readonly number[]): string {
  const { median, min, max } = spreadOf(ratios);
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}

function report(rounds: readonly Round[], warm: readonly (readonly number[])[]): string {
  const cpu = (figure: keyof Round): string => spreadOf(rounds.map((round) => round[figure].cpuMs)).median.toFixed(0);
  const row = (what: string, one: keyof Round, other: keyof Round): string => {
    const ratio = (time: keyof Time): string =>
      spreadText(rounds.map((round) => round[one][time] / round[other][time]));
    return `| ${what} | ${cpu(one)} / ${cpu(other)} | ${ratio("cpuMs")} | ${ratio("wallMs")} |`;
  };
  const [ours = [], stock = [], hono = []] = warm;
  const warmRow = (what: string, other: readonly number[]): string => {
    const ratios = ours.map((us, index) => us / (other[index] ?? Number.NaN));
    const median = (values: readonly number[]): string => spreadOf(values).median.toFixed(0);
    return `| warm request without I/O (µs), against ${what} | ${median(ours)} / ${median(other)} | ${spreadText(ratios)} | |`;
  };
  return [
    `Cold starts of the API: ${rounds.length} interleaved rounds of fresh processes, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores. Ratios: median (min–max).`,
    "",
    "| what | CPU ms | CPU ratio | wall ratio |",
    "| --- | --- | --- | --- |",
    row("import, against a bare process of Node from start to end", "import", "bareProcess"),
    row("a process that imports the API, from start to end, against a bare one", "process", "bareProcess"),
    row("import, against the stock build", "import", "stockImport"),
    row("import and first `status`, against the stock build", "statusAnswer", "stockStatusAnswer"),
    row("import and first presigned URL, against the stock build", "urlAnswer", "stockUrlAnswer"),
    warmRow("the stock adapter", stock),
    warmRow("bare hono", hono),
    "",
  ].join("\n");
}

const HELP = `Import and first answers of the API's function in fresh processes, beside the same router with tRPC's own adapter and the
whole AWS SDK in one file.

  npm run bench -- cold-start [--rounds 7]`;

async function main(): Promise<void> {
  const rounds = scriptOptions(HELP, { rounds: { type: "string", default: "7" } }, (values) =>
    wholeNumber("rounds", values.rounds),
  );
  const folder = await mkdtemp(join(tmpdir(), "flash-cold-start-"));
  const s3 = await startS3({ dataFolder: join(folder, "s3"), identities: [ROOT] });
  try {
    const client = documentsS3Client({ endpoint: s3.url, region: "us-east-1", credentials: ROOT });
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const documents = new Documents(s3ObjectStore(client, BUCKET), randomUUID);
    for (const server of FLEET) await createFirstStatus({ documents, server });
    const bundles = await makeBundles(folder);
    const whole = join(folder, "whole.mjs");
    await writeFile(whole, WHOLE_PROCESS);
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
    await oneRound(env, bundles, whole);
    const figures: Round[] = [];
    for (let round = 1; round <= rounds; round++) {
      process.stderr.write(`round ${round} of ${rounds}\n`);
      figures.push(await oneRound(env, bundles, whole));
    }
    const warm = await run(env, [script("warm"), `${rounds}`, bundles.ours, bundles.stock, bundles.hono]);
    process.stdout.write(report(figures, z.array(z.array(z.number())).parse(JSON.parse(warm))));
  } finally {
    await s3.close();
    await rm(folder, { recursive: true });
  }
}

await main();
