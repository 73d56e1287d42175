import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../build/command-line.ts";
import { scriptOptions, wholeNumber } from "../../build/script-options.ts";
import { formatSpread, spreadOf } from "../statistics.ts";
import { BenchClient } from "./client.ts";
import { type Figures, measure } from "./measure.ts";

const IDENTITY = { accessKeyId: "AKBENCH", secretAccessKey: "bench-secret", name: "bench" };
const LARGE_MIB = 1024;

interface Round extends Figures {
  readonly peakRssMb: number;
}

const ROWS = {
  put: "PUT one large object, presigned, MB/s",
  get: "GET it, presigned, MB/s",
  multipart: "multipart, 16 MiB parts, 4 at once, MB/s",
  smallOneByOne: "1 KiB PUTs/s, one by one",
  smallTogether: "1 KiB PUTs/s, 32 at once",
  peakRssMb: "peak RSS of the server, MB",
} satisfies Record<keyof Round, string>;

const HELP = `Measures the local S3 in a process of its own, flushing to disk as it always does, with a client on the same machine.

  npm run bench -- s3 [--rounds 3] [--size-mib ${LARGE_MIB}]

  --rounds N     each on a fresh folder
  --size-mib N   of the large object: a multiple of 16`;

async function main(): Promise<void> {
  const { rounds, sizeMib } = parseOptions();
  const results: Round[] = [];
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`round ${round} of ${rounds}\n`);
    results.push(await oneRound(sizeMib * 1024 ** 2));
  }
  process.stdout.write(report(results, sizeMib));
}

const parseOptions = (): { readonly rounds: number; readonly sizeMib: number } =>
  scriptOptions(
    HELP,
    { rounds: { type: "string", default: "3" }, "size-mib": { type: "string", default: `${LARGE_MIB}` } },
    (values) => {
      const sizeMib = wholeNumber("size-mib", values["size-mib"]);
      if (sizeMib % 16 !== 0) throw new UsageError("--size-mib is a multiple of 16");
      return { rounds: wholeNumber("rounds", values.rounds), sizeMib };
    },
  );

/** A fresh server on a fresh folder, so that no round profits from the one before. */
async function oneRound(sizeBytes: number): Promise<Round> {
  const dataFolder = await mkdtemp(join(tmpdir(), "flash-bench-s3-"));
  const server = fork(join(import.meta.dirname, "server.ts"), [
    dataFolder,
    IDENTITY.accessKeyId,
    IDENTITY.secretAccessKey,
  ]);
  try {
    const { url } = await answerOf(server, "url");
    const figures = await measure(new BenchClient(String(url), IDENTITY), sizeBytes);
    const peak = answerOf(server, "peakRssKib");
    server.send("peak");
    return { ...figures, peakRssMb: (Number((await peak).peakRssKib) * 1024) / 1e6 };
  } finally {
    const exit = once(server, "exit");
    if (server.connected) server.disconnect();
    await exit;
    await rm(dataFolder, { recursive: true });
  }
}

async function answerOf(server: ChildProcess, field: string): Promise<Record<string, unknown>> {
  const exit = once(server, "exit").then(() => {
    throw new Error("The server ended before it answered");
  });
  const [message]: Record<string, unknown>[] = await Promise.race([once(server, "message"), exit]);
  if (message === undefined || !(field in message)) throw new Error(`The server did not say its ${field}`);
  return message;
}

function report(results: readonly Round[], sizeMib: number): string {
  const names: readonly (keyof Round)[] = ["put", "get", "multipart", "smallOneByOne", "smallTogether", "peakRssMb"];
  const rows = names.map(
    (name) => `| ${ROWS[name]} | ${formatSpread(spreadOf(results.map((round) => round[name])))} |`,
  );
  const machine = `Node ${process.version}, ${cpus().length} cores, ${process.platform}`;
  const heading = `Local S3, ${sizeMib} MiB object, ${results.length} rounds, ${machine}; median (min-max)`;
  const peer = "No other S3 server is installed here, so none is measured beside it.";
  return [heading, "", "| | |", "|---|---|", ...rows, "", peer, ""].join("\n");
}

await main();
