import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { appendFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startPlatform } from "@flash/local";
import { TASK_TYPES } from "@flash/schemas";
import { createFlash, type WireDataset } from "@flash/sdk";
import { seededRandom, validateDataset } from "@flash/validation";
import { fileSource } from "@flash/training-server";
import { UsageError } from "../../build/command-line.ts";
import { scriptOptions, wholeNumber } from "../../build/script-options.ts";
import { SHAPES, writeDataset } from "../dataset/shapes.ts";
import { uploadFromPage } from "./in-chromium.ts";

const HELP = `One large dataset through the SDK to the local S3: killed on its way, then validated by functions that have too little time for it.
Then another one from a page in Chromium, which is loaded anew on its way.

  npm run bench -- uploads [--mb 100] [--kills 3] [--seconds 10] [--only node|chromium]

  --mb N        size of each dataset
  --kills N     how often a process is killed, or the page loaded anew, at random bytes
  --seconds N   how long the function lives that validates; a quarter of it is what it hands on with
  --only WHERE  one of the two`;

const { sizeBytes, kills, timeoutMs, only } = scriptOptions(
  HELP,
  {
    mb: { type: "string", default: "100" },
    kills: { type: "string", default: "3" },
    seconds: { type: "string", default: "10" },
    only: { type: "string" },
  },
  (values) => {
    if (values.only !== undefined && values.only !== "node" && values.only !== "chromium")
      throw new UsageError("--only is node or chromium");
    return {
      sizeBytes: wholeNumber("mb", values.mb) * 1e6,
      kills: wholeNumber("kills", values.kills, 0),
      timeoutMs: wholeNumber("seconds", values.seconds) * 1_000,
      only: values.only,
    };
  },
);
const UPLOADER = fileURLToPath(new URL("./uploader.ts", import.meta.url));

const folder = await mkdtemp(join(tmpdir(), "flash-bench-uploads-"));
const platform = await startPlatform({
  dataFolder: join(folder, "platform"),
  sweepEveryMs: 600_000,
  streams: { timeoutMs, marginMs: timeoutMs / 4 },
});
try {
  const path = join(folder, "large.csv");
  const { long } = SHAPES;
  if (long === undefined) throw new Error("there is no shape of long rows");
  await writeDataset(path, sizeBytes, long);
  const { size } = await stat(path);
  console.log(`${(size / 1e6).toFixed(0)} MB in rows of some 20 kB`);

  if (only !== "chromium") await fromNode(path, size);
  if (only !== "node") await fromChromium(path);
} finally {
  await platform.close();
  await rm(folder, { recursive: true, force: true });
}

async function fromNode(path: string, size: number): Promise<void> {
  const begun = performance.now();
  const random = seededRandom(1);
  let sentBefore = 0;
  for (let kill = 0; kill < kills; kill++) sentBefore = (await upload(path, random.below(size))).sentBytes;
  const last = await upload(path, null);
  if (last.peakBytes === null) throw new Error("the upload did not end");
  console.log(
    `uploaded in ${seconds(begun)} s over ${kills} kills; the last process went on behind ${(sentBefore / 1e6).toFixed(0)} MB ` +
      `and held ${(last.peakBytes / 1e6).toFixed(0)} MB at most`,
  );

  const validating = performance.now();
  const { dataset, runs } = await validated();
  console.log(`validated in ${seconds(validating)} s by ${runs} runs of ${timeoutMs / 1_000} s: ${dataset.state}`);
  const single = await validateDataset(await fileSource(path), TASK_TYPES["text-classification"].dataset);
  const isSame = JSON.stringify(sorted(dataset.report)) === JSON.stringify(sorted(single));
  console.log(isSame ? "the report is that of a single run" : "THE REPORT IS ANOTHER ONE THAN THAT OF A SINGLE RUN");
  if (!isSame) process.exitCode = 1;
}

/** Other bytes than those of Node, which the owner has by now. */
async function fromChromium(path: string): Promise<void> {
  await appendFile(path, "one more row,joy\n");
  const { size } = await stat(path);
  const begun = performance.now();
  const { dataset, peakBytes, emptyBytes } = await uploadFromPage(platform, { path, sizeBytes: size, reloads: kills });
  console.log(
    `from Chromium: checked, uploaded and validated in ${seconds(begun)} s over ${kills} reloads; all its processes together held ` +
      `${(peakBytes / 1e6).toFixed(0)} MB at most, ${(emptyBytes / 1e6).toFixed(0)} MB before it had a file`,
  );
  const isSame = dataset.report.digest?.hex === (await sha256Of(path));
  console.log(isSame ? "the digest is that of the file" : "THE DIGEST IS ANOTHER ONE THAN THAT OF THE FILE");
  if (!isSame) process.exitCode = 1;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}

/** @param killAt - bytes sent at which the process is killed; null: never. */
async function upload(path: string, killAt: number | null): Promise<{ sentBytes: number; peakBytes: number | null }> {
  const child = spawn(
    process.execPath,
    [...process.execArgv, UPLOADER, path, JSON.stringify(platform.connection)],
    // What belongs together is remembered there.
    { env: { TMPDIR: folder, PATH: process.env["PATH"] }, stdio: ["ignore", "pipe", "inherit"] },
  );
  const closed = once(child, "close");
  let [sentBytes, peakBytes]: [number, number | null] = [0, null];
  for await (const line of createInterface(child.stdout)) {
    const [what, bytes] = line.split(" ");
    if (what === "peak") peakBytes = Number(bytes);
    else sentBytes = Number(bytes);
    if (killAt !== null && sentBytes >= killAt) child.kill("SIGKILL");
  }
  await closed;
  return { sentBytes, peakBytes };
}

async function validated(): Promise<{ dataset: WireDataset; runs: number }> {
  const flash = createFlash(platform.connection);
  const [dataset] = (await flash.datasets.list().page()).items;
  if (dataset === undefined) throw new Error("nothing has arrived");
  let runs = 1;
  for await (const { data } of flash.trpc.datasets.validate.subscribe({ datasetId: dataset.id }, {})) {
    if (data.type === "continue") runs++;
    if (data.type === "done") return { dataset: data.dataset, runs };
  }
  throw new Error("the validation ended early");
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1_000).toFixed(1);
}

/** The same with the names in one order: what came over the wire has been parsed. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
