import { rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { Random } from "@flash/control-plane/sim";
import { onInterruption } from "../../build/interruption.ts";
import { scriptOptions, wholeNumber } from "../../build/script-options.ts";
import { addOne, type Book, newBook } from "./book.ts";
import { call } from "./callers.ts";
import { noteEnds } from "./ends.ts";
import { FAULTS_OF_THE_CLOUD } from "./faults-of-the-cloud.ts";
import { HAND_EDITS } from "./hand-edits.ts";
import { type PlatformUnderFire, startUnderFire } from "./platform-under-fire.ts";
import { wrongsAtRest } from "./wrongs-at-rest.ts";

const HELP = `The whole platform on this machine, real processes and HTTP, while everything that can be made to fail fails: agents are killed, machines
freeze and lose their power, EC2 refuses, events get lost, functions die, S3 breaks off, people edit the bucket. In the end all is left
in peace, and every job must be over, once, with its receipt, nothing left behind, and every machine off.

  npm run soak -- [--minutes 5] [--servers 3] [--seed 1]   the same seed draws much the same faults; when they strike, chance decides`;

const { minutes, servers, seed } = scriptOptions(
  HELP,
  {
    minutes: { type: "string", default: "5" },
    servers: { type: "string", default: "3" },
    seed: { type: "string", default: "1" },
  },
  (values) => ({
    minutes: wholeNumber("minutes", values.minutes),
    servers: wholeNumber("servers", values.servers),
    seed: wholeNumber("seed", values.seed, 0),
  }),
);

/** After the last fault, for what is under way and queued. */
const PEACE_MS = 240_000;
/** After the last job's end, for machines and leftovers. */
const REST_MS = 60_000;
const PEOPLE = 0.08;

const began = Date.now();
const tell = (line: string): void =>
  void process.stdout.write(`${((Date.now() - began) / 1_000).toFixed(1).padStart(7)} s  ${line}\n`);

const counted = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([what, count]) => `${count} ${what}`).join(", ") || "none";

/** @returns what was done, for the log; null: there was nothing to strike. */
async function strikeOnce(under: PlatformUnderFire, random: Random, book: Book): Promise<string | null> {
  if (random.chance(PEOPLE)) {
    const [name, edit] = random.pick(Object.entries(HAND_EDITS));
    const { name: server } = random.pick(under.platform.fleet);
    book.edits.push({ server, at: Date.now() });
    await edit(under.bucket, server);
    return `${name}: ${server}`;
  }
  const [name, fault] = random.pick(Object.entries(FAULTS_OF_THE_CLOUD));
  const told = await fault(under, random);
  return told === null ? null : `${name}: ${told}`;
}

async function strike(under: PlatformUnderFire, random: Random, book: Book, until: number): Promise<void> {
  while (Date.now() < until) {
    // One fault may stand in the way of the next.
    const told = await strikeOnce(under, random, book).catch((error: unknown) => `in vain: ${String(error)}`);
    if (told !== null) tell(`        ${told}`);
    await pause(random.int(200, 3_000));
  }
  const { ec2, functions, s3 } = under.platform;
  for (const { faults } of [ec2, functions, s3]) faults.clear();
}

async function soak(under: PlatformUnderFire): Promise<readonly string[]> {
  const random = new Random(seed);
  const until = Date.now() + minutes * 60_000;
  const book = newBook();
  const { jobs, ends, refusals } = book;
  let isPeace = false;
  const goesOn = () => !(isPeace && ends.size === jobs.size) && Date.now() < until + PEACE_MS;
  const noting = noteEnds(under, book, { tell, goesOn });
  await Promise.all([
    strike(under, random.fork("faults"), book, until),
    call(under, random.fork("calls"), book, until),
  ]);
  isPeace = true;
  tell("nothing fails any more");
  await noting;
  const restBy = Date.now() + REST_MS;
  let wrongs = await wrongsAtRest(under, book);
  while (wrongs.length > 0 && Date.now() < restBy) {
    await pause(1_000);
    wrongs = await wrongsAtRest(under, book);
  }
  const reasons = new Map<string, number>();
  for (const { reason } of ends.values()) addOne(reasons, reason);
  tell(`${jobs.size} jobs: ${counted(reasons)}`);
  tell(`calls refused: ${counted(refusals)}`);
  return wrongs;
}

const under = await startUnderFire(servers);
tell(`seed ${seed}, data in ${under.folder}`);
// Machines and functions end with the platform.
onInterruption().addEventListener("abort", () => void under.platform.close().finally(() => process.exit(130)));
try {
  const wrongs = await soak(under);
  for (const wrong of wrongs) tell(`WRONG: ${wrong}`);
  tell(wrongs.length === 0 ? "nothing is wrong" : `${wrongs.length} wrong; what happened is kept in ${under.folder}`);
  process.exitCode = wrongs.length === 0 ? 0 : 1;
} finally {
  await under.platform.close();
}
if (process.exitCode === 0) await rm(under.folder, { recursive: true });
