import { availableParallelism } from "node:os";
import { type Coverage, FAULT_KINDS, INVARIANTS, minimise, traceOf } from "@flash/control-plane/sim";
import { scriptOptions, wholeNumber } from "../../build/script-options.ts";
import type { ChunkResult } from "./messages.ts";
import { runChunks } from "./run-chunks.ts";

const HELP = `Attacks the control plane with seeded schedules of faults and prints what was reached and what was violated.

  npm run sim -- [--schedules 10000] [--seed 1] [--threads N]   seeds from --seed on; all cores by default
  npm run sim -- --replay SEED [--verbose]                      one seed, made small and told call by call; readings too
`;

const { schedules, firstSeed, threads, replayed, isVerbose } = scriptOptions(
  HELP,
  {
    schedules: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    threads: { type: "string", default: String(availableParallelism()) },
    replay: { type: "string" },
    verbose: { type: "boolean", default: false },
  },
  (values) => ({
    schedules: wholeNumber("schedules", values.schedules),
    firstSeed: wholeNumber("seed", values.seed, 0),
    threads: wholeNumber("threads", values.threads),
    replayed: values.replay === undefined ? null : wholeNumber("replay", values.replay, 0),
    isVerbose: values.verbose,
  }),
);

const REPLAYED = 3;
const EVERY_MS = 10_000;

async function replay(seed: number): Promise<boolean> {
  const failure = await minimise(seed);
  if (failure === null) {
    console.log(`seed ${seed}: nothing is violated`);
    return true;
  }
  const { violation, faults, suppressed } = failure;
  console.log(`seed ${seed}: ${INVARIANTS[violation.invariant]}\n  ${violation.detail}`);
  console.log(`the faults that it takes:\n${faults.map((fault) => `  ${fault}`).join("\n")}\nwhat happened:`);
  const isReading = /\s(?:get|list|describe|tagged)\s|progress\.json|is done$/u;
  for (const line of await traceOf(seed, suppressed)) if (isVerbose || !isReading.test(line)) console.log(line);
  console.log(`\nagain: npm run sim -- --replay ${seed}`);
  return false;
}

async function runAll(): Promise<boolean> {
  const began = performance.now();
  let toldAt = began;
  let known = 0;
  const perSecond = (sum: ChunkResult): number => Math.round(sum.schedules / ((performance.now() - began) / 1_000));
  const sum = await runChunks({ first: firstSeed, schedules }, threads, (soFar) => {
    for (const { seed, violation } of soFar.violations.slice(known))
      console.log(`seed ${seed}: ${violation.invariant}`);
    known = soFar.violations.length;
    if (performance.now() - toldAt < EVERY_MS) return;
    toldAt = performance.now();
    console.log(`${soFar.schedules} schedules, ${perSecond(soFar)}/s, ${soFar.violations.length} violations`);
  });
  const seconds = (performance.now() - began) / 1_000;
  console.log(
    `\n${sum.schedules} schedules from seed ${firstSeed} in ${seconds.toFixed(0)} s on ${threads} threads: ` +
      `${perSecond(sum)}/s; ${sum.calls} calls of S3, ${(sum.virtualMs / 3_600_000).toFixed(0)} virtual hours`,
  );
  printCoverage(sum.coverage);
  console.log(`\nviolations: ${sum.violations.length}`);
  for (const { seed, violation } of sum.violations)
    console.log(`  ${seed} ${violation.invariant}: ${violation.detail}`);
  for (const { seed } of sum.violations.slice(0, REPLAYED)) await replay(seed);
  return sum.violations.length === 0;
}

function printCoverage({ actions, faults, states, ends, moves }: Coverage): void {
  for (const [title, counts] of Object.entries({ steps: actions, faults, "job × machine": states, ends, moves })) {
    const names = Object.keys(counts).sort();
    console.log(`\n${title} (${names.length})`);
    for (const name of names) console.log(`  ${String(counts[name]).padStart(10)}  ${name}`);
  }
  const missed = FAULT_KINDS.filter((kind) => !(kind in faults));
  console.log(`\nfaults that never struck: ${missed.join(", ") || "none"}`);
}

const isGood = replayed === null ? await runAll() : await replay(replayed);
process.exitCode = isGood ? 0 : 1;
