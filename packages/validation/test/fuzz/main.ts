import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scriptOptions, wholeNumber } from "../../../../build/script-options.ts";
import { CORPUS } from "../corpus/manifest.ts";
import { complaintAbout } from "./complaint-about.ts";
import { mutated } from "./mutated.ts";
import { seededRandom } from "../../src/split/seeded-random.ts";

const HELP = `Validates mutated files of the corpus, and keeps each that shows a fault of the validator.

  npm run fuzz -- [--seconds 60] [--seed 1]

  --seconds N   how long
  --seed N      of all chance: the same one makes the same files`;

const { seconds, seed } = scriptOptions(
  HELP,
  { seconds: { type: "string", default: "60" }, seed: { type: "string", default: "1" } },
  (values) => ({ seconds: wholeNumber("seconds", values.seconds), seed: wholeNumber("seed", values.seed, 0) }),
);
const REPORT_EVERY_MS = 60_000;

/** Validates mutated files of the corpus for as long as it is told, and keeps each that shows a fault of the validator. */
async function main(): Promise<void> {
  const random = seededRandom(seed);
  const end = Date.now() + seconds * 1_000;
  const folder = join(tmpdir(), "flash-fuzz");
  const found = new Map<string, string>();
  let file = mutated(CORPUS, random);
  const keep = async (complaint: string): Promise<void> => {
    if (found.has(complaint)) return;
    const { name, bytes, rules } = file;
    const path = join(folder, `${found.size}-${name.replaceAll("/", "-")}`);
    found.set(complaint, path);
    await mkdir(folder, { recursive: true });
    await writeFile(path, bytes);
    await writeFile(`${path}.json`, JSON.stringify({ complaint, rules }, null, 2));
    console.error(`${complaint}\n  ${path}`);
  };
  // It would end a function that validates for others.
  process.on("unhandledRejection", (error) => void keep(`nobody waits for what is rejected: ${String(error)}`));
  let [files, nextReport] = [0, Date.now() + REPORT_EVERY_MS];
  while (Date.now() < end) {
    file = mutated(CORPUS, random);
    const complaint = await complaintAbout(file.bytes, file.rules, random);
    files++;
    if (complaint !== null) await keep(complaint);
    if (Date.now() < nextReport) continue;
    console.log(`${files} files, ${found.size} faults`);
    nextReport += REPORT_EVERY_MS;
  }
  console.log(`${files} files, seed ${seed}: ${found.size === 0 ? "no fault found" : `${found.size} faults`}`);
  process.exitCode = found.size === 0 ? 0 : 1;
}

await main();
